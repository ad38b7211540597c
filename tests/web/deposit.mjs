// SPDX-License-Identifier: GPL-3.0-or-later
// An applicant's journey in Debian's Chromium, on a telephone's screen: without and with JavaScript, in French, English and from right to left; axe on every page and state.
// deposit.t starts the server. URL, CODES (one a journey, by commas), GOOD and BAD (a photo that can be read; by a comma those that cannot, one a journey, the last for all that follow), BIG (too large a file), LONG (one that takes a while); SHOTS keeps pictures.
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { finish, tell } from '../tap.mjs';
import { examine, fits, has, launch, look } from './browser.mjs';

const { URL: base, GOOD, BAD, BIG, LONG, SHOTS } = process.env;
const codes = process.env.CODES.split(','), unreadable = BAD.split(',');

// ---------------------------------------------------------------- what holds on every page: in all looks once a language and once a way, then on the telephone

const looks = [{ name: 'phone', width: 360, scheme: 'light' }, { name: 'dark', width: 360, scheme: 'dark' }, { name: 'wide', width: 1280, scheme: 'light' }, { name: 'narrow', width: 320, scheme: 'light' },
  { name: 'print', width: 794, scheme: 'light', media: 'print' }];

// What a page answers, asked until it says yes: waiting inside the page would need what its policy forbids.
async function until(page, ask, ms = 30000) {
  for (const end = Date.now() + ms; Date.now() < end; await page.waitForTimeout(50)) if (await page.evaluate(ask).catch(() => false)) return true;
  return false;
}

// ---------------------------------------------------------------- the journey

async function enter(journey, code) {
  const { page } = journey;
  await page.goto(base);
  await examine(journey, 'door');
  await page.fill('#ticket', `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`);
  await page.click('.door button');
  await has(journey, 'a code with a wrong letter is told, and nothing else', '[role=alert]');
  await page.fill('#ticket', code.toLowerCase().replaceAll('-', ' '));
  await page.click('.door button');
  await has(journey, 'the right code opens, however it is written', 'ul.rows');
  tell(!page.url().includes(code), `${journey.name}: the code does not stay in the address`);
  tell(await page.getAttribute('html', 'lang') === journey.language && await page.getAttribute('html', 'dir') === (journey.language === 'ar' ? 'rtl' : 'ltr'), `${journey.name}: the page is in the browser's language and direction`);
}

// A draft says that it is one, on its pages alone.
async function draft(journey) {
  const order = await journey.page.evaluate(text => {
    const node = [...document.querySelectorAll('footer span')].find(one => one.textContent === text)?.firstChild, range = document.createRange();
    const left = i => { range.setStart(node, i); range.setEnd(node, i + 1); return range.getBoundingClientRect().left; };
    return left(0) < left(text.length - 1);
  }, '01 23 45 67 89');
  tell(order, `${journey.name}: a telephone number is not turned round`);
  const notices = await journey.page.locator('main > .box.check.noprint').count();
  tell(notices === (journey.language === 'ar' ? 1 : 0), `${journey.name}: ${journey.language === 'ar' ? 'a translation that nobody has reviewed says so' : 'no word of drafts'}`, notices);
}

async function sendFile(journey, path, field = '#photo') {
  await journey.page.setInputFiles(field, path);
  await journey.page.click('form.upload button[type=submit]');
  await journey.page.waitForURL(/\/deposit\/sent/, { timeout: 60000 });
}

async function goodPhoto(journey) {
  const { page } = journey;
  await page.click('a[href="/deposit/piece/domicile"]');
  await has(journey, 'the limits are told before', '#limits');
  tell(await page.getAttribute('#photo', 'capture') === 'environment', `${journey.name}: the camera is offered`);
  await examine(journey, 'piece');
  await sendFile(journey, GOOD);
  const began = Date.now();
  await has(journey, 'the receipt is there at once', 'article.card');
  await has(journey, 'the verdict comes by itself: it can be read', 'article.card.good');
  console.log(`# ${journey.name}: ${Date.now() - began} ms from the answer to the first verdict`);
  if (journey.script) tell(journey.cut ? journey.asked.state > 0 : journey.asked.events > 0 && journey.asked.state === 0, `${journey.name}: ${journey.cut ? 'without a stream it asks by hand' : 'it is told over the stream, and asks nothing by hand'}`, JSON.stringify(journey.asked));
  await has(journey, '… with the page to look at', 'svg.thumb image');
  await has(journey, '… and what it was recognised as', 'article.card.good:has-text("internet")');
  tell(await page.locator('form[action="/deposit/anyway"]').count() === 0, `${journey.name}: nothing is asked when nothing is wrong`);
  await examine(journey, 'readable');
}

async function badPhoto(journey) {
  const { page } = journey;
  await page.goto(`${base}/deposit/piece/titre`);
  await sendFile(journey, journey.unreadable);
  await has(journey, 'a photo that cannot be read is told', 'article.card.action');
  await has(journey, '… with what to do', 'article.card.action .do');
  await page.waitForSelector('[data-live=still]', { timeout: 60000 });
  await examine(journey, 'unreadable');
  await page.click('form[action="/deposit/anyway"] button');
  await has(journey, '"send anyway" is always there, and is kept', 'article.card .soft');
  tell(await page.locator('form[action="/deposit/anyway"]').count() === 0, `${journey.name}: … and asked once`);
  await page.goto(`${base}/deposit/piece/titre?replaces=2`);
  await has(journey, 'another picture can take its place', 'input[name=replaces][value="2"]', 'attached');
}

async function tooBig(journey) {
  const { page } = journey;
  await page.goto(`${base}/deposit/piece/other`);
  await page.setInputFiles('#files', BIG);
  const told = journey.script ? page.waitForResponse(/\/deposit\/uploads\?/) : null;
  await page.click('form.upload button[type=submit]');
  if (journey.script) {
    await has(journey, 'too large a file is told before it is sent', '[data-progress] p');
    tell((await told).status() === 413, `${journey.name}: … and the server is told of it`);
  } else {
    await has(journey, 'too large a file is told, and why', 'article.card.action .do');
    await examine(journey, 'too-big');
  }
  await page.goto(`${base}/deposit/attempts`);
  await has(journey, 'the attempt stands in the list, with its size', 'td');
  if (journey.script) return;
  return examine(journey, 'attempts');
}

// A line that breaks after so many bytes up, and then leads nowhere until it is mended.
async function lineTo(address) {
  const open = new Set(), line = { left: Infinity, cut: false };
  const server = createServer(near => {
    if (line.cut) { near.destroy(); return; }
    const far = connect(Number(address.split(":").pop()), '127.0.0.1');
    for (const one of [near, far]) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => { near.destroy(); far.destroy(); open.delete(one); });
    }
    far.pipe(near);
    near.on('data', data => {
      line.left -= data.length;
      if (line.left < 0) { line.cut = true; far.write(data, () => { for (const one of open) one.destroy(); }); return; }
      if (!far.write(data)) { near.pause(); far.once('drain', () => near.resume()); }
    });
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  line.base = `http://127.0.0.1:${server.address().port}`;
  line.mend = left => { line.left = left; line.cut = false; };
  line.close = () => server.close();
  return line;
}

// A telephone that loses its line in the middle of a long file, and finds it again; then once more, and the page is closed, opened again with the same ticket, and the same
// file chosen.
async function lineLost(journey) {
  const line = await lineTo(base), size = readFileSync(LONG).length, page = await journey.context.newPage(), offsets = [];
  const choose = async one => {
    await one.goto(`${line.base}/deposit/piece/other`);
    one.on('response', response => { if (/\/deposit\/uploads\?/.test(response.url())) offsets.push(Number(response.headers()['upload-offset'])); });
    await one.setInputFiles('#files', LONG);
    await one.click('form.upload button[type=submit]');
  };
  const waits = () => document.querySelector('[data-progress] p')?.textContent === document.querySelector('form.upload').dataset.waiting;
  line.mend(4e6);
  await choose(page);
  tell(await until(page, waits), `${journey.name}: a line that is lost is told, and that nothing else is`);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${journey.name}-line-lost-phone.png`, fullPage: true });
  line.mend(4e6);
  for (let i = 0; i < 600 && !offsets.some(one => one > 0.25 * size); i++) await page.waitForTimeout(50);
  for (let i = 0; i < 600 && !line.cut; i++) await page.waitForTimeout(50);
  tell(offsets.some(one => one > 0.25 * size) && line.cut && await until(page, waits), `${journey.name}: … once it is back, it goes on by itself`, offsets.join());
  await page.close();
  line.mend(Infinity);
  const again = await journey.context.newPage();
  await again.goto(`${base}/deposit/piece/other`);
  tell(await again.locator('[data-unfinished]:visible').count() === 1, `${journey.name}: the page opened again tells what is not finished`);
  await examine({ ...journey, page: again }, 'unfinished');
  offsets.splice(0);
  await choose(again);
  await again.waitForURL(/\/deposit\/sent/, { timeout: 60000 });
  tell(offsets[0] > 0.55 * size, `${journey.name}: … and the same file goes on where it stopped`, offsets.join());
  await again.waitForSelector('article.card');
  tell(await again.locator('article.card').count() === 1, `${journey.name}: … to its receipt`);
  await again.close();
  line.close();
}

async function proofs(journey) {
  const { page } = journey;
  await page.goto(`${base}/deposit`);
  await has(journey, 'what was sent is listed', 'ul.rows a[href^="/deposit/sent"]');
  await examine(journey, 'overview');
  const slip = await page.request.get(`${base}/deposit/slip`);
  tell(slip.ok() && (await slip.body()).subarray(0, 5).toString() === '%PDF-', `${journey.name}: the slip is a PDF`);
  await page.click('form.leave button');
  await has(journey, 'it can be closed on this device', '#ticket');
  await page.goto(`${base}/deposit`);
  await has(journey, '… and asks for the code again', 'a.button[href="/"]');
  await examine(journey, 'closed');
}

// Who finds the ticket sees what was received, and no picture of it.
async function stranger(journey, code) {
  const context = await journey.browser.newContext({ locale: journey.locale });
  const page = await context.newPage();
  await page.goto(`${base}/d/${code}`);
  await page.click('a[href="/deposit/sent?f=1"]');
  await page.waitForSelector('article.card');
  tell(await page.locator('svg.thumb').count() === 0, `${journey.name}: another browser with the same ticket is shown no picture`);
  const thumb = await page.request.get(`${base}/deposit/thumb/1.1`);
  tell(thumb.status() === 404, `${journey.name}: … nor gets one by its address`, thumb.status());
  await context.close();
}

// The drafts, one short look each at what the first journey left: the long words of some, the letters of others, on the narrowest screen.
async function drafts(browser, code) {
  for (const language of ['es', 'pt', 'ru', 'tr', 'zh']) {
    const context = await browser.newContext({ viewport: { width: 320, height: 740 }, locale: language });
    const page = await context.newPage();
    for (const path of ['/', `/d/${code}`, '/deposit/piece/domicile', '/deposit/sent?f=2', '/deposit/attempts', '/nowhere']) {
      const name = path.startsWith('/d/') ? 'overview' : path.split(/[/?]/).at(path.includes('piece') ? 2 : -1).replace('f=2', 'sent') || 'door';
      await page.goto(base + path);
      const told = await page.evaluate(() => ({ language: document.documentElement.lang, notices: document.querySelectorAll('main > .box.check.noprint').length, words: document.body.innerText }));
      tell(told.language === language && told.notices === 1, `${language}, ${name}: opens in its language, and says that it is a draft`, JSON.stringify(told));
      await (name === 'overview' || name === 'sent' ? look : fits)(page, `${language}, ${name}`);
      if (!SHOTS) continue;
      await page.setViewportSize({ width: 360, height: 740 });
      await page.screenshot({ path: `${SHOTS}/draft-${language}-${name}-phone.png`, fullPage: true });
      await page.setViewportSize({ width: 320, height: 740 });
    }
    await context.close();
  }
}

const browser = await launch();
const journeys = [{ language: 'fr', script: false, looks }, { language: 'en', script: true, looks: looks.slice(0, 2) }, { language: 'fr', script: true, cut: true, looks: looks.slice(0, 1) },
  { language: 'en', script: false, looks: looks.slice(0, 1) }, { language: 'ar', script: true, looks: looks.slice(0, 2) }, { language: 'ar', script: false, looks: looks.slice(0, 1) }];
for (const [i, code] of codes.entries()) {
  const journey = { ...journeys[i], browser, locale: journeys[i].language, unreadable: unreadable[Math.min(i, unreadable.length - 1)], name: `${journeys[i].language}-${journeys[i].script ? 'script' : 'plain'}` };
  journey.context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: journey.locale, javaScriptEnabled: journey.script, hasTouch: true, isMobile: true });
  journey.page = await journey.context.newPage();
  journey.asked = { events: 0, state: 0 };
  journey.page.on('request', request => { const part = /\/deposit\/(events|state)$/.exec(request.url())?.[1]; if (part) journey.asked[part]++; });
  if (journey.cut) await journey.context.route('**/deposit/events', route => route.abort());
  await enter(journey, code);
  await draft(journey);
  await goodPhoto(journey);
  await badPhoto(journey);
  await tooBig(journey);
  if (journey.script) await lineLost(journey);
  await stranger(journey, code);
  await proofs(journey);
  await journey.context.close();
}
const began = Date.now();
await drafts(browser, codes[0]);
console.log(`# the drafts: ${Date.now() - began} ms`);
await browser.close();
finish();
