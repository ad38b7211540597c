// SPDX-License-Identifier: GPL-3.0-or-later
// A reviewer in Debian's Chromium: the list, one question a page, answered by keys, undone, skipped, refused in words; without JavaScript and on a narrow screen; the
// mail's tray, the quarantine, the corrections; axe on every page and state. review.t starts the server. SHOTS keeps pictures.
import { execFileSync } from 'node:child_process';
import { finish, sleep, tell } from '../tap.mjs';
import { PHRASE, examine, has, launch, looks as all, person as anybody } from './browser.mjs';

const { URL: base, WORK, RECTO, FIRST, SECOND, STUCK } = process.env;
const looks = all.slice(0, 4); // nobody prints these
const person = async (...words) => ({ ...await anybody(...words), looks });

const recto = (...words) => execFileSync(RECTO, [...words, '--store', `${WORK}/store`], { encoding: 'utf8' });
const history = number => JSON.parse(recto('history', number, '--json')).versions;
const status = number => JSON.parse(recto('status', number, '--json'));
const lines = text => text.split('\n').filter(Boolean).map(line => JSON.parse(line));

// ---------------------------------------------------------------- people

async function signIn(who, name) {
  await who.page.goto(`${base}/desk`);
  await who.page.fill('#name', name);
  await who.page.fill('#password', PHRASE);
  await who.page.click('.door button');
  await who.page.waitForSelector('.tabs');
}

// The key, and the page that it leads to.
async function press(who, key) {
  await Promise.all([who.page.waitForNavigation(), who.page.keyboard.press(key)]);
}

const question = who => decodeURIComponent(new URL(who.page.url()).pathname).replace(/^\/review\/ask\//, '');

// ---------------------------------------------------------------- by keyboard alone

async function list(who) {
  await who.page.goto(`${base}/review`);
  const rows = await who.page.locator('.rows a').evaluateAll(all => all.map(a => a.getAttribute('href').replace('/review/ask/', '')));
  const own = rows.filter(row => row.startsWith(FIRST)).map(row => row.replace(/^[^.]*\./, ''));
  tell(JSON.stringify(own) === JSON.stringify(['3.1.type', '2.1.person', '1.1.field.family-name', '1.1.field.given-names', '4.1.page']), `${who.name}: of the first dossier kinds come first, then persons, unsure values, pages`, own.join(' '));
  tell(rows.includes(`${SECOND}.2.1.type`), `${who.name}: the other dossier's letter waits too`, rows.join(' '));
  tell(await who.page.locator('h2').count() !== 1, `${who.name}: one group needs no heading`, await who.page.locator('h2').allInnerTexts());
  tell((await who.page.innerText('main')).includes('Dans cet ordre'), `${who.name}: the order is told in words`);
  await examine(who, 'list');
  return rows;
}

async function pictured(who, selector) {
  const href = await who.page.locator(`${selector} image`).first().getAttribute('href');
  const answer = await who.context.request.get(base + href);
  tell(href.startsWith('/review/place/') && answer.status() === 200 && answer.headers()['content-type'] === 'image/jpeg' && (await answer.body()).length > 2000, `${who.name}: the place is cut out of its page, encoded anew`, `${href} ${answer.status()}`);
}

// Whatever stands before it in the list is passed over.
async function reach(who, name) {
  await who.page.goto(`${base}/review`);
  await press(who, 'n');
  for (let i = 0; i < 10 && question(who) !== name; i++) await press(who, 's');
  tell(question(who) === name, `${who.name}: by n and s one comes to ${name}`, who.page.url());
}

async function kinds(who) {
  await reach(who, `${FIRST}.3.1.type`);
  await pictured(who, '.place');
  await examine(who, 'kind');
  await press(who, 'x');
  await has(who, 'what was answered is told', '.told');
  tell(question(who) !== `${FIRST}.3.1.type`, `${who.name}: the next question has opened by itself`, who.page.url());
  await press(who, 'u');
  tell(question(who) === `${FIRST}.3.1.type`, `${who.name}: one key takes it back, and asks again`, who.page.url());
  await press(who, 'x');
  const deeds = history(FIRST).filter(one => ['correct', 'undo'].includes(one.deed));
  tell(deeds.map(one => one.deed).join() === 'correct,undo,correct' && deeds.every(one => one.who === 'rachid'), `${who.name}: all three are lines of the history, with whose they are`, JSON.stringify(deeds));
}

async function values(who) {
  const { page } = who;
  await reach(who, `${FIRST}.1.1.field.family-name`);
  await pictured(who, '.reading');
  tell(await page.locator('.place .mark').count() === 1 && /68|\d+ %/.test(await page.innerText('.facts')), `${who.name}: the value is framed, with how surely it was read`, await page.innerText('main'));
  await examine(who, 'value');
  await page.keyboard.press('c');
  await page.keyboard.type('12');
  await press(who, 'Enter');
  await has(who, 'what is no name is refused in words', '[role=alert]:has-text("au moins une lettre")');
  tell(await page.inputValue('#typed') === '12' && await page.evaluate(() => document.activeElement.id) === 'typed', `${who.name}: … and stands there to be mended`);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('TRAORÉ');
  await press(who, 'Enter');
  const made = history(FIRST).filter(one => one.deed === 'correct').pop();
  tell(made.who === 'rachid' && made.body.kind === 'field' && made.body.name === 'family-name' && made.body.value === 'TRAORÉ', `${who.name}: what was typed is a correction as recto correct makes them`, JSON.stringify(made));
  await has(who, '… told above the next question', '.told:has-text("TRAORÉ")');
  await reach(who, `${FIRST}.1.1.field.given-names`);
  await press(who, '1');
  tell(history(FIRST).filter(one => one.deed === 'correct').pop().body.name === 'given-names', `${who.name}: one key says that it was read well`);
}

async function rest(who) {
  await reach(who, `${FIRST}.2.1.person`);
  await examine(who, 'person', looks.slice(0, 3));
  await press(who, '2');
  tell(history(FIRST).pop().body.value === 'spouse' || history(FIRST).some(one => one.body?.value === 'spouse'), `${who.name}: whose paper it is`);
  await reach(who, `${FIRST}.4.1.page`);
  await examine(who, 'page', looks.slice(0, 3));
  await press(who, 'x');
  tell(history(FIRST).filter(one => one.deed === 'correct').pop().body.kind === 'unreadable' && await deskSays(who, FIRST, 'ne peut pas la lire'), `${who.name}: a page that nobody can read is asked for again, in words`, JSON.stringify(history(FIRST).pop()));
  recto('undo', FIRST, String(history(FIRST).filter(one => one.deed === 'correct').pop().version), '--later');
  for (let i = 0; i < 60 && status(FIRST).jobs.length; i++) await sleep(500);
  await reach(who, `${FIRST}.4.1.page`);
  await press(who, '1');
  tell(history(FIRST).some(one => one.deed === 'anyway' && one.who === 'rachid'), `${who.name}: a page that a person can read is kept`);
  tell(await who.page.locator('.told button[value=undo]').count() === 1, `${who.name}: … and could be taken back`, who.page.url());
  await who.page.goto(`${base}/review/ask/${FIRST}.4.1.page`);
  await has(who, 'what is settled is not asked again', '.box:has-text("déjà réglée")');
}

// The worker judges again: the person's word wins over what the machine read.
async function wins(who) {
  let value = '';
  for (let i = 0; i < 120 && value !== 'TRAORÉ'; i++) {
    await sleep(1000);
    const entry = JSON.parse(recto('list', '--json')).dossiers.find(one => one.number === FIRST);
    value = entry?.familyName ?? entry?.summary?.familyName ?? '';
  }
  tell(value === 'TRAORÉ', `${who.name}: what was typed wins over what was read`, value);
  await who.page.goto(`${base}/review`);
  const rows = await who.page.locator('.rows a').evaluateAll(all => all.map(a => a.getAttribute('href')));
  tell(!rows.some(row => row.includes(`${FIRST}.1.1.field.family-name`)), `${who.name}: … and is asked no more`, rows.join('\n'));
}

async function truth(who) {
  const answer = await who.context.request.get(`${base}/review/corrections`), text = await answer.text(), all = lines(text);
  const name = all.find(one => one.field === 'family-name'), kind = all.find(one => one.kind === 'type' && one.dossier === FIRST);
  tell(answer.headers()['content-disposition'].includes('attachment') && name?.human === 'TRAORÉ' && name.machine.value === 'TRAORE' && name.machine.confidence > 0 && name.machine.confidence < 1 && name.box.length === 4 && name.page === '1:1', `${who.name}: the corrections leave as truth, with what the machine had`, text);
  tell(kind?.human === 'unknown' && kind.machine.value === 'unknown', `${who.name}: … kinds too`, text);
  tell(!/rachid/.test(text), `${who.name}: … without the names of those who made them`, text);
  tell(text === recto('corrections'), `${who.name}: … as recto corrections prints them`);
}

const deskSays = async (who, number, words) => {
  for (let i = 0; i < 60; i++) {
    if ((await (await who.context.request.get(`${base}/desk/dossier/${number}`)).text()).includes(words)) return true;
    await sleep(500);
  }
  return false;
};

// "Nobody can read it" and "it is not there" are two answers: the first asks for the document again, and says why; the second asks nothing more.
async function unread(who, name) {
  const last = () => history(SECOND).filter(one => one.deed === 'correct').pop().body;
  await press(who, 'x');
  tell(last().kind === 'unreadable' && last().name === 'full-name' && last().value === undefined, `${who.name}: that nobody can read it is an answer`, JSON.stringify(last()));
  tell(await deskSays(who, SECOND, 'ne peut pas y lire'), `${who.name}: … upon which the document is asked for again, and why`);
  await who.page.goto(`${base}/review`);
  tell(await who.page.locator(`a[href="/review/ask/${name}"]`).count() === 0, `${who.name}: … and it is no question any more`);
  const said = lines(recto('corrections')).find(one => one.dossier === SECOND && one.kind === 'unreadable');
  tell(said?.field === 'full-name' && said.human === null && said.machine.value.length > 3, `${who.name}: … which leaves as truth, with what the machine had read`, JSON.stringify(said));
  const undo = async () => { recto('undo', SECOND, String(history(SECOND).filter(one => one.deed === 'correct').pop().version), '--later'); for (let i = 0; i < 60 && await who.page.locator(`a[href="/review/ask/${name}"]`).count() === 0; i++) { await sleep(500); await who.page.goto(`${base}/review`); } };
  await undo();
  await reach(who, name);
  await press(who, 'a');
  tell(last().kind === 'field' && last().name === 'full-name' && last().value === '', `${who.name}: that it is not on the document is another answer`, JSON.stringify(last()));
  for (let i = 0; i < 60 && status(SECOND).jobs.length; i++) await sleep(500);
  tell(!await (await who.context.request.get(`${base}/desk/dossier/${SECOND}`)).text().then(text => text.includes('ne peut pas y lire')), `${who.name}: … which asks for nothing`);
  await undo();
}

// Two readings of one value, side by side; each can be chosen, the person chooses the second.
async function conflict(who) {
  const { page } = who, name = `${SECOND}.3.1.field.full-name`;
  await reach(who, name);
  const texts = await page.locator('.reading .value').allInnerTexts();
  tell(texts.length === 2 && texts[0] === 'YILMAZ AYSE' && /^Ayse Yilm/.test(texts[1]), `${who.name}: values that disagree stand side by side`, texts.join(' | '));
  tell((await page.locator('.facts').allInnerTexts()).join().match(/code-barres[\s\S]*imprimé/), `${who.name}: … each with where it was read`, (await page.locator('.facts').allInnerTexts()).join());
  const sides = await page.locator('.reading').evaluateAll(all => all.map(one => Math.round(one.getBoundingClientRect().top)));
  tell(sides[0] === sides[1] && await page.locator('.reading .place .mark').count() === 2, `${who.name}: … and its place on the page`, sides.join());
  await pictured(who, '.reading');
  await examine(who, 'conflict');
  await unread(who, name);
  await reach(who, name);
  await press(who, '2');
  tell(history(SECOND).filter(one => one.deed === 'correct').pop()?.body.value === texts[1], `${who.name}: the second one is chosen by its figure`, JSON.stringify(history(SECOND)));
}

// ---------------------------------------------------------------- without a script, in English

async function plain(browser) {
  const who = await person(browser, 'plain', 'en', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await signIn(who, 'rachid');
  await who.page.click('.tabs a[href="/review"]');
  await has(who, 'the list is in English', 'h1:has-text("To decide")');
  await examine(who, 'list-en', looks.slice(2, 3));
  await who.page.click(`a[href="/review/ask/${SECOND}.2.1.type"]`);
  await has(who, 'the question opens', 'h1:has-text("Which document")');
  await examine(who, 'kind-en', looks.slice(2, 3));
  await who.page.click('button[value=pick]');
  await has(who, 'nothing chosen is told', '[role=alert]:has-text("Choose a document")');
  await who.page.selectOption('#kind', 'hosting-certificate');
  await who.page.click('button[value=pick]');
  await who.page.waitForURL(/\/review/);
  const made = history(SECOND).filter(one => one.deed === 'correct').pop();
  tell(made?.body.kind === 'type' && made.body.value === 'hosting-certificate', 'plain: a kind is chosen without a script', JSON.stringify(made));
  await who.context.close();
}

// ---------------------------------------------------------------- mail, quarantine, who may

async function tray(who) {
  const { page } = who;
  await page.goto(`${base}/review/tray`);
  const cards = await page.locator('[data-card]').count();
  tell(cards >= 2, `${who.name}: pages of the mail wait`, await page.innerText('main'));
  const shown = await page.locator('img.mail').first().evaluate(async image => { image.loading = 'eager'; await image.decode(); return image.naturalWidth; }).catch(String);
  tell(shown > 600, `${who.name}: … large enough to be read`, shown);
  await examine(who, 'tray');
  await page.fill('[name=to] >> nth=0', '2026-999999');
  await page.click('button[value=move] >> nth=0');
  await has(who, 'a number that is none is told, and nothing is moved', 'h1:has-text("pas été placée")');
  await page.goto(`${base}/review/tray`);
  const files = status(SECOND).files.length;
  await page.fill('[name=to] >> nth=0', SECOND);
  await page.keyboard.press('Enter');
  await has(who, 'it is placed where one says', `.box:has-text("${SECOND}")`);
  tell(status(SECOND).files.length === files + 1, `${who.name}: … it is in that dossier`, JSON.stringify(status(SECOND).files));
  tell(await page.locator('[data-card]').count() === cards - 1, `${who.name}: … and waits no more`);
  await page.click('button[value=new] >> nth=0');
  await has(who, 'a dossier is begun for it', '.box.good');
  const number = /20\d\d-\d{6}/.exec(await page.innerText('.box.good'))?.[0];
  tell(number && ![FIRST, SECOND, STUCK].includes(number) && status(number).files.length === 1, `${who.name}: … and holds it`, number);
  if (await page.locator('[data-card]').count()) {
    await page.click('button[value=drop] >> nth=0');
    await has(who, 'one that is nobody’s is taken out', '.box.good:has-text("Retirée")');
  }
}

async function quarantine(who) {
  const { page } = who;
  await page.goto(`${base}/review/stuck`);
  await has(who, 'what failed again and again is told, with the reason', `.box:has-text("${STUCK}")`);
  await examine(who, 'stuck');
  await page.click('button[value=retry]');
  await has(who, 'it is taken out', 'p:has-text("Rien n\'est en quarantaine")');
  let done = false;
  for (let i = 0; i < 60 && !done; i++) {
    await sleep(1000);
    done = status(STUCK).jobs.length === 0;
  }
  tell(done && status(STUCK).judged, `${who.name}: … and examined`, JSON.stringify(status(STUCK)));
}

async function others(browser) {
  const who = await person(browser, 'nadia');
  await signIn(who, 'nadia');
  tell(await who.page.locator('.tabs a[href^="/review"]').count() === 0, 'nadia, of the counter, is not led there');
  for (const path of ['', `/ask/${FIRST}.4.1.page`, '/tray', '/stuck', '/corrections']) {
    const answer = await who.context.request.get(`${base}/review${path}`);
    tell(answer.status() === 403, `nadia: /review${path} is not for her`, answer.status());
  }
  await who.context.close();
}

const browser = await launch();
try {
  const rachid = await person(browser, 'rachid');
  await signIn(rachid, 'rachid');
  await list(rachid);
  await kinds(rachid);
  await values(rachid);
  await rest(rachid);
  await conflict(rachid);
  await wins(rachid);
  await truth(rachid);
  await plain(browser);
  await tray(rachid);
  await quarantine(rachid);
  await others(browser);
} catch (error) {
  tell(false, 'the journey ends', error.stack);
}
await browser.close();
finish();
