// SPDX-License-Identifier: GPL-3.0-or-later
// A clerk's day in Debian's Chromium: signed in, a dossier begun, scanned, done again, sorted, undone, handed over; a second clerk; by keys; without JavaScript;
// on a narrow screen; axe on every page and state. desk.t starts the server. SHOTS keeps pictures.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { finish, sleep, tell } from '../tap.mjs';
import { PHRASE, examine, has, launch, looks, person } from './browser.mjs';

const { URL: base, WORK, RECTO, PIECES, BAD } = process.env;

const sheet = name => copyFileSync(`${WORK}/${name}.pgm`, `${WORK}/sheet.pgm`);
const history = number => JSON.parse(execFileSync(RECTO, ['history', number, '--store', `${WORK}/store`, '--json'], { encoding: 'utf8' })).versions;
const status = number => JSON.parse(execFileSync(RECTO, ['status', number, '--store', `${WORK}/store`, '--json'], { encoding: 'utf8' }));

// ---------------------------------------------------------------- clerks

async function signIn(who, name, look = false) {
  await who.page.goto(`${base}/desk`);
  if (look) await examine(who, 'door');
  await who.page.fill('#name', name);
  await who.page.fill('#password', 'not the phrase');
  await who.page.click('.door button');
  if (look) await has(who, 'a wrong password is told, and nothing else', '[role=alert]');
  await who.page.fill('#name', name);
  await who.page.fill('#password', PHRASE);
  await who.page.click('.door button');
  await has(who, 'the right one opens', '.tabs');
}

async function begin(who, look = false) {
  const { page } = who;
  await page.click('.tabs a[href="/desk/new"]');
  if (look) await examine(who, 'procedures', looks.slice(0, 3));
  await page.click('a[href="/desk/new?procedure=changement-adresse"]');
  await has(who, 'the questions of the procedure are asked', 'fieldset');
  if (look) await examine(who, 'questions', looks.slice(0, 3));
  tell(await page.locator('[name="q-host-id-current"]').count() === 0, `${who.name}: a question that nothing raises is not asked`);
  await page.check('#q-housing-hosted');
  await page.click('.questions button');
  await has(who, '… and is asked when an answer raises it, what was answered being kept', '#q-housing-hosted:checked');
  tell(await page.locator('[name="q-host-id-current"]').count() === 3, `${who.name}: … that one`);
  await page.check('#q-housing-tenant');
  await page.click('.questions button');
  await page.waitForURL(/\/desk\/dossier\//);
  return page.url().split('/').pop();
}

// Nothing is being done, and the page shows what there is: what was pressed a moment ago may be registered before its answer is drawn.
async function still(who) {
  const settled = async () => {
    const part = document.querySelector('[data-live=still]');
    return !!part && (await fetch(part.dataset.state, { headers: { 'If-None-Match': `"${part.dataset.stamp}"` }, cache: 'no-store' })).status === 304 && part.isConnected;
  };
  for (let i = 0; i < 450; i++) {
    if (await who.page.evaluate(settled).catch(() => false)) return;
    await sleep(200);
  }
  throw new Error(`${who.name}: the page does not come to rest`);
}

// ---------------------------------------------------------------- the first clerk's journey, with a script

async function scan(who) {
  const { page } = who;
  await page.click('a[href^="/desk/scan/"]');
  await has(who, 'the scanner is found', '#device option[value="pnm:0"]', 'attached');
  await page.selectOption('#device', 'pnm:0');
  const began = Date.now();
  await page.click('form.scan button');
  await has(who, 'the page appears as it comes', '#p1-1', 'visible', 20000);
  console.log(`# ${who.name}: the page is on the screen ${Date.now() - began} ms after the button`);
  await has(who, 'its verdict comes by itself, in words: cut off on the right', '#p1-1.action .cause:has-text("côté droit")');
  console.log(`# ${who.name}: its verdict ${Date.now() - began} ms after the button`);
  await has(who, '… with the place framed', '#p1-1 rect.mark', 'attached');
  await has(who, '… and told above all, leading to the page', '#sum a[href="#p1-1"]');
  await has(who, '… and a button to scan that page again', '#p1-1 button[value=again]');
  await still(who);
  await examine(who, 'cut');
}

// What quotes the document is for the office: whoever holds a ticket of the same dossier is not told.
async function quoted(who, number) {
  const code = JSON.parse(execFileSync(RECTO, ['ticket', number, '--store', `${WORK}/store`, '--json'], { encoding: 'utf8' })).code;
  const office = await who.page.content(), ticket = await (await fetch(`${base}/api/v1/dossier`, { headers: { authorization: `Bearer ${code}` } })).text();
  tell(/Ayse Yilm/.test(office) && !office.includes('{field}'), `${who.name}: two readings of a name are both told to the office`, office.slice(0, 3000));
  tell(/unreadable|domicile/.test(ticket) && !/Yilm/i.test(ticket), `${who.name}: … and to no ticket`, (/.{60}Yilm.{60}/i.exec(ticket) ?? [''])[0]);
}

async function scanAgain(who, number) {
  const { page } = who;
  sheet('whole');
  await page.focus('#p1-1');
  await page.keyboard.press('r');
  await has(who, 'one key scans that page again, and it is readable', '#p2-1.good');
  tell(await page.locator('#p1-1').count() === 0, `${who.name}: … in the place of the first`);
  await still(who);
  await has(who, 'it is sorted under the piece that it answers', '#piece-domicile #p2-1');
  await has(who, '… which is received', '#piece-domicile .piece-head .badge.good');
  await has(who, '… while what is missing says so', '#piece-titre .piece-head .badge.action');
  const files = status(number).files;
  tell(files.length === 2 && !files[0].inForce && files[1].inForce, `${who.name}: the first is kept in the register all the same`, JSON.stringify(files));
}

async function large(who, number) {
  const page = await who.page.request.get(`${base}/desk/page/${number}.2.1`);
  tell(await who.page.getAttribute('#p2-1 a.picture', 'href') === `/desk/page/${number}.2.1` && page.headers()['content-type'] === 'application/pdf', `${who.name}: a page can be opened large`);
  writeFileSync(`${WORK}/page.pdf`, await page.body());
  const words = execFileSync('pdftotext', [`${WORK}/page.pdf`, '-'], { encoding: 'utf8' });
  tell(/facture/i.test(words), `${who.name}: … with its words`, words.slice(0, 500));
}

async function addFiles(who) {
  const { page } = who;
  await page.setInputFiles('#files', [`${PIECES}/titre-recto-verso.jpg`, BAD]);
  await page.click('form.drop button');
  await has(who, 'files appear as they come', '#p4-1');
  await still(who);
  await has(who, 'the title is sorted under its piece', '#piece-titre #p3-1');
  await has(who, 'what is not recognised is kept beside the list', 'section.piece:not([id]) #p4-1');
  await examine(who, 'three', looks);
}

async function changes(who, number) {
  const { page } = who;
  const last = () => { const deeds = history(number).filter(one => !['viewed', 'judged'].includes(one.deed)); return deeds[deeds.length - 1]; };
  const until = async (what, test) => { for (let i = 0; i < 100 && !test(); i++) await page.waitForTimeout(200); tell(test(), `${who.name}: ${what}`, JSON.stringify(last())); };
  await page.focus('#p3-1');
  await page.keyboard.press('t');
  await until('a key turns the page', () => last().deed === 'correct' && last().body.kind === 'turn' && last().body.value === '90' && last().body.page === '3:1');
  await still(who);
  tell(await page.evaluate(() => document.activeElement?.closest('[data-card]')?.id) === 'p3-1', `${who.name}: … and the page keeps the focus`);
  await page.keyboard.press('u');
  await until('a key undoes it', () => last().deed === 'undo');
  await still(who);
  await page.click('#p3-1 button[value=turn-270]');
  await until('a button turns it the other way', () => last().deed === 'correct' && last().body.value === '270');
  await still(who);
  await page.click('.deeds li:first-child button[value=undo]');
  await until('… and a button undoes it', () => last().deed === 'undo');
  await still(who);
  await page.click('#more-4-1 summary');
  await page.selectOption('#move-4-1', 'type passport');
  await page.click('#p4-1 button[value=move]');
  await until('a page is moved to another kind of document', () => last().deed === 'correct' && last().body.kind === 'type' && last().body.value === 'passport');
  await has(who, '… and stands there', 'h3:has-text("Passeport")');
  await still(who);
  await page.focus('#p4-1');
  await page.keyboard.press('m');
  await until('a key joins it to the page before', () => last().deed === 'correct' && last().body.kind === 'together' && last().body.page === '4:1');
  await still(who);
  await page.focus('#p4-1');
  await page.keyboard.press('s');
  await until('… and a key parts it again', () => last().deed === 'correct' && last().body.kind === 'apart');
  await still(who);
  await page.setViewportSize({ width: 1280, height: 3000 }); // both in view: nothing scrolls between the press and the move
  await page.dragAndDrop('#p4-1 .picture', '#p2-1');
  await until('dragged onto another page, it goes behind that one', () => last().deed === 'correct' && last().body.kind === 'together' && last().body.page === '4:1' && last().body.other === '2:1');
  await still(who);
  await page.keyboard.press('u');
  await until('… and that is undone', () => last().deed === 'undo');
  await still(who);
  await page.focus('#p4-1');
  await page.keyboard.press('a');
  await until('a page is kept as it is', () => last().deed === 'anyway');
  await has(who, '… and nothing is asked about it any more', '#p4-1 .badge.calm');
  await still(who);
  await page.focus('#p4-1');
  await page.keyboard.press('x');
  await until('a key withdraws it', () => last().deed === 'withdraw');
  await page.waitForSelector('#p4-1', { state: 'detached' });
  await still(who);
  await page.keyboard.press('u');
  await has(who, '… and undone, it is there again', '#p4-1');
  await still(who);
}

// The line fails, an answer comes late, somebody else acts while a page is held: nothing is lost, nothing is done twice, nothing is taken out of the hand.
async function upheld(who, number) {
  const { page } = who, turns = () => history(number).filter(one => one.deed === 'correct' && one.body.page === '3:1').length, before = turns();
  await page.route('**/desk/do', route => route.abort());
  await page.focus('#p3-1');
  await page.keyboard.press('t');
  await has(who, 'a line that fails is told on the page, which stays', '[data-cut]:not([hidden])');
  await page.unroute('**/desk/do');
  tell(turns() === before && await page.locator('#p3-1 button[value=turn-90]:not([disabled])').count() === 1, `${who.name}: … nothing was done, and it can be done again`, turns());
  let letCome;
  const come = new Promise(done => { letCome = done; });
  await page.route('**/desk/do', async route => { await come; await route.continue(); });
  await page.focus('#p3-1');
  await page.keyboard.press('t');
  const held = await page.$('#p4-1'), spot = await (await page.$('#p4-1 .title')).boundingBox();
  await page.mouse.move(spot.x + 20, spot.y + 8);
  await page.mouse.down();
  letCome();
  execFileSync(RECTO, ['seen', number, 'photos', '--later', '--store', `${WORK}/store`]);
  for (let i = 0; i < 100 && turns() === before; i++) await sleep(100);
  await sleep(1500);
  tell(await held.evaluate(one => one.isConnected), `${who.name}: neither a late answer nor a colleague takes a page out of the hand that holds it`);
  await page.mouse.up();
  await page.unroute('**/desk/do');
  await still(who);
  tell(turns() === before + 1 && await page.locator('[data-cut]:not([hidden])').count() === 0 && await page.locator('.deeds li').count() > 2, `${who.name}: … and once let go, it shows what was done meanwhile`, turns());
  await page.keyboard.press('u');
  await still(who);
  await page.keyboard.press('u');
  await still(who);
}

async function answers(who, number) {
  const { page } = who;
  await page.click(`a[href="/desk/answers/${number}"]`);
  await has(who, 'the answers can be changed, and are as they were given', '#q-housing-tenant:checked');
  await examine(who, 'answers', looks.slice(0, 3));
  await page.check('#q-housing-hosted');
  await page.click('.questions button');
  await has(who, '… and raise a question again', '[name="q-host-id-current"]');
  await page.check('#q-host-id-current-yes');
  await page.click('.questions button');
  await page.waitForURL(/\/desk\/dossier\//);
  tell(history(number).some(one => one.deed === 'answers' && one.body.situation.housing === 'hosted'), `${who.name}: … and are in the history`);
  await still(who);
  await page.click('.deeds li:first-child button[value=undo]');
  await page.waitForSelector('.deeds .undone');
  await still(who);
}

async function elsewhere(who, number) {
  const { page } = who;
  const other = execFileSync(RECTO, ['new', '-p', 'changement-adresse', '--reception', '2026-11-23', '--store', `${WORK}/store`], { encoding: 'utf8' }).trim();
  await page.setInputFiles('#files', `${PIECES}/photos.jpg`);
  await page.click('form.drop button');
  await has(who, 'one more file', '#p5-1');
  await still(who);
  await page.click('#more-5-1 summary');
  await page.fill('#to-5-1', other);
  await page.click('#p5-1 button[value=elsewhere]');
  await page.waitForSelector('#p5-1', { state: 'detached' });
  const there = status(other).files, here = status(number).files[4];
  tell(there.length === 1 && there[0].name === 'photos.jpg' && here.goneTo === other, `${who.name}: another person's file goes to their dossier`, JSON.stringify([there, here]));
  await still(who);
  return other;
}

// One page of a longer file: scanned again by its key, it alone is replaced; a file dropped on it does the same; both are undone.
async function onePage(who, number, other) {
  const { page } = who, last = () => history(number).filter(one => one.deed === 'deposit').pop().body.remarks?.pages;
  await page.setInputFiles('#files', `${WORK}/stack.pdf`);
  await page.click('form.drop button');
  await has(who, 'a page of a longer file that is cut off is told', '#p6-2.action .cause:has-text("côté droit")');
  await still(who);
  await examine(who, 'stack', looks.slice(0, 1));
  sheet('whole');
  await page.focus('#p6-2');
  await page.keyboard.press('r');
  await has(who, 'scanned again by its key, it is readable', '#p7-1.good');
  await still(who);
  tell(await page.locator('#p6-2').count() === 0 && await page.locator('#p6-1, #p6-3').count() === 2 && last()?.join() === '6:2', `${who.name}: … that page alone is replaced, the two beside it stay`, JSON.stringify(last()));
  await has(who, '… and the list of what was done says so', '.deeds li:first-child:has-text("6:2")');
  await page.keyboard.press('u');
  await has(who, '… undone, it is there again', '#p6-2.action');
  await still(who);
  await page.click('#more-6-2 summary');
  await page.setInputFiles('#replace-6-2', `${PIECES}/justificatif-domicile.pdf`);
  await page.click('#p6-2 form.replace button');
  await has(who, 'a file takes its place as well', '#p8-1.good');
  await still(who);
  tell(await page.locator('#p6-2').count() === 0 && status(number).files[5].inForce && last()?.join() === '6:2', `${who.name}: … and the original stays`, JSON.stringify(status(number).files[5]));
  await page.focus('#p6-3');
  await page.keyboard.press('e');
  await page.keyboard.type(other);
  await examine(who, 'elsewhere', looks.slice(2, 4));
  const began = Date.now();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#p6-3', { state: 'detached', timeout: 60000 });
  console.log(`# ${who.name}: the page is in the other dossier, and gone from the screen, after ${Date.now() - began} ms`);
  await still(who);
  const there = status(other).files.at(-1), gone = status(number).pages.find(one => one.page === '6:3');
  tell(there.name === 'stack (page 3).pdf' && there.from === `${number}, 6:3` && gone?.to === other && await page.locator('#p6-1').count() === 1, `${who.name}: by its key a page goes to another person's dossier alone`, JSON.stringify([there, gone]));
  await page.keyboard.press('u');
  await has(who, '… undone, it is there again', '#p6-3');
  tell(!status(other).files.at(-1).inForce, `${who.name}: … and counts there no more`);
  await still(who);
  await page.click('#p6-1 button[value=withdraw]');
  await page.waitForSelector('#p6-1', { state: 'detached' });
  await still(who);
  await page.click('#p8-1 button[value=withdraw]');
  await page.waitForSelector('#p8-1', { state: 'detached' });
  await still(who);
}

async function seen(who, number) {
  await who.page.goto(`${base}/desk/dossier/${number}`);
  await who.page.click('#p3-1 button[value=withdraw]');
  await has(who, 'withdrawn, the page is gone', '#p3-1', 'detached');
  await still(who);
  await who.page.click('#p4-1 button[value=withdraw]');
  await has(who, '… and without the other one the piece is missing', '#piece-titre .piece-head .badge.action');
  await still(who);
  await who.page.click('#piece-titre button[value=seen]');
  await has(who, 'an original that was shown counts', '#piece-titre .piece-head .badge:not(.action)');
  await still(who);
  await has(who, '… and can be undone', '.deeds li:first-child button[value=undo]');
}

async function handOver(who, number) {
  const slip = await who.page.request.get(`${base}/desk/slip/${number}`), bundle = await who.page.request.get(`${base}/desk/bundle/${number}`);
  tell(slip.ok() && (await slip.body()).subarray(0, 5).toString() === '%PDF-', `${who.name}: the slip is a PDF`);
  writeFileSync(`${WORK}/bundle.zip`, await bundle.body());
  const list = execFileSync('unzip', ['-l', `${WORK}/bundle.zip`], { encoding: 'utf8' });
  tell(bundle.ok() && /attachment/.test(bundle.headers()['content-disposition']) && list.includes('data/dossier.json') && list.includes('data/report.pdf'), `${who.name}: the bundle is a ZIP with report and data`, list);
  const arriving = who.page.waitForEvent('download');
  await who.page.click('form[action="/desk/ticket"] button');
  const leaf = await arriving;
  await leaf.saveAs(`${WORK}/ticket.pdf`);
  const words = execFileSync('pdftotext', ['-layout', `${WORK}/ticket.pdf`, '-'], { encoding: 'utf8' }), code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/.exec(words)?.[0];
  const opened = code && await fetch(`${base}/api/v1/dossier`, { headers: { authorization: `Bearer ${code}` } });
  tell(leaf.suggestedFilename() === `ticket-${number}.pdf` && words.includes(new URL(base).host) && opened?.ok && (await opened.json()).number === number, `${who.name}: a deposit ticket is printed, and opens this dossier`, words);
  await who.page.click('button[value=close]');
  await has(who, 'a dossier is closed, and takes nothing any more', 'button[value=reopen]');
  tell(await who.page.locator('.tools, .act').count() === 0, `${who.name}: … nothing can be done to it`);
  await examine(who, 'closed', looks.slice(0, 1));
  await who.page.click('button[value=reopen]');
  await has(who, '… until it is opened again', 'button[value=close]');
}

// ---------------------------------------------------------------- two at once

async function together(first, second, number) {
  await second.page.goto(`${base}/desk/dossier/${number}`);
  await has(second, 'who else has the dossier open is told', '#others:has-text("nadia")');
  await has(first, '… to the first one too, without asking', '#others:has-text("rachid")', 'visible', 10000);
  await examine(first, 'two', looks.slice(0, 1));
  const turns = who => history(number).filter(one => one.deed === 'correct' && one.body.page === '3:1' && one.who === who).length, mine = turns('nadia');
  const began = Date.now();
  await second.page.click('#p3-1 button[value=turn-90]');
  await has(first, 'what the other one does appears by itself', '.deeds li:first-child b:has-text("rachid")', 'visible', 20000);
  console.log(`# ${first.name}: … after ${Date.now() - began} ms`);
  // A page that was shown before the other one changed it: the same again is not done.
  const stale = await first.context.newPage();
  await still(first);
  await stale.route('**/desk/events/**', route => route.abort());
  await stale.route('**/desk/state/**', route => route.abort());
  await stale.goto(`${base}/desk/dossier/${number}`);
  await second.page.reload();
  await second.page.click('#p3-1 button[value=turn-90]');
  await second.page.waitForTimeout(500);
  await stale.click('#p3-1 button[value=turn-90]');
  const told = await stale.waitForSelector('text=Quelqu\'un d\'autre vient de changer cette page', { timeout: 10000 }).then(() => true, () => false);
  tell(told, `${first.name}: two turn the same page at once: the second is told, and it is turned once`, told ? '' : await stale.content());
  tell(turns('rachid') === 2 && turns('nadia') === mine, `${first.name}: … and it was not done`, `${turns('rachid')} ${turns('nadia')}`);
  await stale.close();
  const viewers = new Set(history(number).filter(one => one.deed === 'viewed').map(one => one.who));
  tell(viewers.has('nadia') && viewers.has('rachid'), `${first.name}: who looked at the dossier is in its history`, [...viewers].join());
  const original = await second.page.request.get(`${base}/desk/original/${number}.3`), refused = await first.page.request.get(`${base}/desk/original/${number}.3`);
  tell(original.ok() && /attachment/.test(original.headers()['content-disposition']) && original.headers()['content-type'] === 'application/octet-stream' &&
    Buffer.compare(await original.body(), readFileSync(`${PIECES}/titre-recto-verso.jpg`)) === 0, `${second.name}: an original comes as an attachment, to who may`);
  tell(refused.status() === 403, `${first.name}: … and not to who may not`, refused.status());
  await second.page.goto(`${base}/desk`);
}

// ---------------------------------------------------------------- by keyboard alone

async function keyboard(who) {
  const { page } = who;
  const focused = () => page.evaluate(() => { const e = document.activeElement; return `${e.tagName} ${e.id} ${e.getAttribute('href') ?? ''} ${e.value ?? ''}`; });
  const tabTo = async (what, pattern) => {
    for (let i = 0; i < 120; i++) {
      if (pattern.test(await focused())) return tell(true, `${who.name}: Tab leads to ${what}`);
      await page.keyboard.press('Tab');
    }
    return tell(false, `${who.name}: Tab leads to ${what}`, await focused());
  };
  await page.goto(`${base}/desk`);
  await tabTo('a new dossier', /\/desk\/new/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/desk\/new$/);
  await tabTo('a procedure', /procedure=changement-adresse/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/procedure=/);
  await tabTo('an answer', /q-housing/);
  await page.keyboard.press('Space');
  await tabTo('the button', /^BUTTON {2} *$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/desk\/dossier\//);
  await tabTo('the scanner', /^BUTTON .*scan|SELECT device/);
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('n');
  await has(who, 'a key scans', '[data-card].good');
  await still(who);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('j');
  tell(/^ARTICLE p1-1/.test(await focused()), `${who.name}: a key leads to the first page`, await focused());
  await page.keyboard.press('d');
  tell(/^SELECT move-1-1/.test(await focused()), `${who.name}: a key opens where to move it`, await focused());
}

// ---------------------------------------------------------------- without JavaScript

async function plain(who) {
  const { page } = who, number = await begin(who);
  await has(who, 'the scanner that was found is offered', '#device');
  sheet('cut');
  await page.click('form.scan button');
  await has(who, 'the page appears, without a script', '[data-card].action');
  for (let i = 0; i < 60 && await page.locator('[data-live=still]').count() === 0; i++) await page.waitForTimeout(500);
  await examine(who, 'plain', looks.slice(0, 1));
  sheet('whole');
  await page.click('[data-card] button[value=again]');
  await has(who, 'it is scanned again by its button', '#p2-1.good');
  for (let i = 0; i < 60 && await page.locator('[data-live=still]').count() === 0; i++) await page.waitForTimeout(500);
  await page.click('#p2-1 button[value=turn-90]');
  await has(who, 'turned', '.deeds button[value=undo]');
  await page.click('.deeds li:first-child button[value=undo]');
  await has(who, '… and undone', '.deeds .undone');
  await page.setInputFiles('#files', `${PIECES}/titre-recto-verso.jpg`);
  await page.click('form.drop button');
  await has(who, 'a file is added', '#piece-titre [data-card], #p3-1');
  await page.goto(`${base}/desk`);
  await has(who, 'the day\'s list has it', `a[href="/desk/dossier/${number}"]`);
  await page.fill('#number', number);
  await page.click('.find button');
  await page.waitForURL(new RegExp(`/desk/dossier/${number}`));
  tell(true, `${who.name}: a number leads to its dossier`);
  await page.click('.who button');
  await has(who, 'signed out', '#password');
}

// ---------------------------------------------------------------- roles

async function depositor(who, number) {
  await who.page.goto(`${base}/desk/dossier/${number}`);
  await has(who, 'whoever deposits is told what is there and what is missing', '#piece-titre .badge');
  const text = await who.page.content();
  tell(!/YILMAZ/i.test(text) && await who.page.locator('svg.thumb').count() === 0 && await who.page.locator('button[value=turn-90], button[value=undo]').count() === 0, `${who.name}: … no name, no picture, and changes nothing`, (/.{80}YILMAZ.{80}/i.exec(text) ?? [''])[0]);
  tell((await who.page.request.get(`${base}/desk/picture/${number}.2.1`)).status() === 403, `${who.name}: … nor gets a picture by its address`);
  await who.page.goto(`${base}/desk`);
  tell(!/YILMAZ/i.test(await who.page.content()), `${who.name}: … and no name in the list`);
  await examine(who, 'queue', looks.slice(0, 1));
}

async function auditor(who) {
  await who.page.goto(`${base}/desk/journal`);
  await has(who, 'the journal is there', 'table');
  tell(!/YILMAZ/i.test(await who.page.content()), `${who.name}: … without anybody's name of a dossier`);
  await examine(who, 'journal', [looks[0], looks[2], looks[4]]);
  await who.page.goto(`${base}/desk`);
  await has(who, 'a page for other roles says so', 'text=rôle');
  await examine(who, 'refused', looks.slice(0, 1));
  await who.page.goto(`${base}/desk/password`);
  await examine(who, 'password', looks.slice(0, 3));
}

const browser = await launch();
const nadia = await person(browser, 'nadia'), rachid = await person(browser, 'rachid');
await signIn(nadia, 'nadia', true);
await examine(nadia, 'empty', looks.slice(0, 2));
const number = await begin(nadia, true);
await examine(nadia, 'begun', [looks[0], looks[3]]);
await scan(nadia);
await quoted(nadia, number);
await scanAgain(nadia, number);
await large(nadia, number);
await addFiles(nadia);
await changes(nadia, number);
await upheld(nadia, number);
await signIn(rachid, 'rachid');
await together(nadia, rachid, number);
await answers(nadia, number);
await onePage(nadia, number, await elsewhere(nadia, number));
await seen(nadia, number);
await handOver(nadia, number);
await nadia.page.goto(`${base}/desk`);
await examine(nadia, 'queue');
await keyboard(nadia);
const english = await person(browser, 'plain', 'en', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
await signIn(english, 'nadia');
await plain(english);
const dora = await person(browser, 'dora'), olga = await person(browser, 'olga');
await signIn(dora, 'dora');
await depositor(dora, number);
await signIn(olga, 'olga');
await auditor(olga);
await browser.close();
const log = readFileSync(`${WORK}/log`, 'utf8');
tell(!/nadia|rachid|YILMAZ|facture|titre-recto|page-0001/i.test(log), 'the log knows no name, of nobody and of no file', (/.*(nadia|rachid|YILMAZ|facture|titre-recto|page-0001).*/i.exec(log) ?? [''])[0]);
finish();
