// SPDX-License-Identifier: GPL-3.0-or-later
// Framing with the camera in Debian's Chromium, whose camera shows pictures that are made here: a table with our own specimen on it. camera.t starts the server.
// URL, CODE (a ticket), WORK (a folder), PAPER (a page); SHOTS keeps pictures.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { URL: base, CODE, WORK, PAPER, SHOTS } = process.env;
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
let count = 0, failed = 0;

function tell(right, what, why = '') {
  console.log(`${right ? 'ok' : 'not ok'} ${++count} - ${what}`);
  if (!right) { failed++; for (const line of String(why).split('\n')) console.log(`# ${line}`); }
}

// ---------------------------------------------------------------- what the camera sees

// One picture a shift of the hand: the page so high (of the picture's height), so bright, with so much of a lamp on it.
const scenes = {
  good: { high: 0.86, bright: 0.85, shifts: [0, 1] },
  dark: { high: 0.86, bright: 0.2, shifts: [0, 1] },
  closer: { high: 0.45, bright: 0.85, shifts: [0, 1] },
  glare: { high: 0.86, bright: 0.75, shifts: [0, 1], lamp: 0.16 },
  still: { high: 0.86, bright: 0.85, shifts: Array.from({ length: 23 }, (_, i) => ((i * 67) % 160) - 80) },
};

async function draw(page, scene) {
  const pictures = await page.evaluate(async ({ paper, high, bright, shifts, lamp }) => {
    const image = new Image(), canvas = document.createElement('canvas'), context = canvas.getContext('2d');
    image.src = paper;
    await image.decode();
    [canvas.width, canvas.height] = [1280, 960];
    return shifts.map(shift => {
      const height = canvas.height * high, width = height * image.width / image.height, left = (canvas.width - width) / 2 + shift, top = (canvas.height - height) / 2 + shift / 2;
      context.filter = `brightness(${bright})`;
      context.fillStyle = '#5f5348';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, left, top, width, height);
      context.filter = 'none';
      const light = context.createRadialGradient(canvas.width / 2, 420, 0, canvas.width / 2, 420, canvas.height * (lamp ?? 0));
      for (const [at, strength] of [[0, 1], [0.7, 1], [1, 0]]) light.addColorStop(at, `rgba(255,255,255,${strength})`);
      if (lamp) { context.fillStyle = light; context.fillRect(0, 0, canvas.width, canvas.height); }
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
    });
  }, { paper: `data:image/png;base64,${readFileSync(PAPER).toString('base64')}`, ...scene });
  return Buffer.concat(pictures.map(picture => Buffer.from(picture, 'base64')));
}

async function makeFilms() {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] }), page = await browser.newPage();
  for (const [name, scene] of Object.entries(scenes)) writeFileSync(`${WORK}/${name}.mjpeg`, await draw(page, scene));
  await browser.close();
}

// ---------------------------------------------------------------- the page

async function until(page, ask, argument, ms = 15000) {
  for (const end = Date.now() + ms; Date.now() < end; await page.waitForTimeout(50)) if (await page.evaluate(ask, argument).catch(() => false)) return true;
  return false;
}

async function open(browser, locale, piece, height = 740) {
  const context = await browser.newContext({ viewport: { width: 360, height }, locale, hasTouch: true, isMobile: true }), page = await context.newPage(), complaints = [];
  page.on('console', m => { if (m.type() === 'error') complaints.push(m.text()); });
  page.on('pageerror', e => complaints.push(String(e)));
  page.on('request', r => { if (!r.url().startsWith(base) && !r.url().startsWith('blob:')) complaints.push(`outside: ${r.url()}`); });
  await page.goto(`${base}/d/${CODE}`);
  const others = (await page.goto(`${base}/deposit`)).headers()['permissions-policy'], own = (await page.goto(`${base}/deposit/piece/${piece}`)).headers()['permissions-policy'];
  return { context, page, complaints, others, own };
}

async function look(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  tell(found.violations.length === 0, `${name}: axe`, found.violations.map(v => `${v.id}: ${v.help} – ${v.nodes[0].html}`).join('\n'));
  const bad = await page.evaluate(() => [...document.querySelectorAll('dialog[open] button, dialog[open] .say')].filter(e => e.offsetParent).filter(e => {
    const box = e.getBoundingClientRect();
    return box.left < 0 || box.right > innerWidth || box.bottom > innerHeight || e.scrollWidth > e.clientWidth || (e.tagName === 'BUTTON' && box.height < 44);
  }).map(e => e.outerHTML));
  tell(bad.length === 0, `${name}: what is touched and said fits the screen`, bad.join('\n'));
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/camera-${name}.png` });
}

const seen = page => page.evaluate(() => document.querySelector('[data-camera]').dataset.seen);

async function says(name, locale) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${WORK}/${name}.mjpeg`] });
  const { page, complaints, context, own, others } = await open(browser, locale, 'domicile');
  await page.click('[data-camera-open]');
  const right = await until(page, wanted => document.querySelector('[data-camera]').dataset.seen === wanted, name);
  tell(right, `${name}: it says “${await page.textContent('[data-say]')}”`, await seen(page));
  await look(page, `${name}-${locale}`);
  await page.keyboard.press('Enter'); // the shutter has the keyboard
  const shot = await until(page, () => !document.querySelector('[data-still-buttons]').hidden);
  tell(shot, `${name}: the shutter works`);
  if (name === 'good') await journey(page, own, others);
  tell(complaints.length === 0, `${name}: nothing complains, nothing goes elsewhere`, complaints.join('\n'));
  await context.close();
  await browser.close();
}

async function journey(page, own, others) {
  tell(/camera=\(self\)/.test(own) && /camera=\(\)/.test(others), 'the camera is allowed on the page that has it alone', `${own} | ${others}`);
  await look(page, 'kept-or-again');
  await page.click('[data-again]');
  tell(await until(page, () => document.querySelector('[data-camera]').dataset.seen === 'good'), 'a photo can be taken again');
  const device = await page.context().newCDPSession(page), looks = [];
  for (const rate of [1, 6]) {
    await device.send('Emulation.setCPUThrottlingRate', { rate });
    await page.waitForTimeout(1500);
    looks.push(`${(await page.evaluate(() => performance.getEntriesByName('camera-look')[0]?.duration))?.toFixed(1)} ms with 1/${rate} of this processor`);
  }
  await device.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  console.log(`# one look takes ${looks.join(', ')}`);
  await page.click('[data-shoot]');
  await page.click('[data-keep]');
  tell(await page.evaluate(() => !document.querySelector('dialog').open && !document.querySelector('video').srcObject?.active), 'kept: the camera is off');
  await page.click('[data-camera-open]');
  await until(page, () => document.querySelector('video').videoWidth > 0 && document.querySelector('[data-camera]').dataset.seen === 'good');
  await page.click('[data-shoot]');
  await page.click('[data-keep]');
  const files = await page.evaluate(() => [...document.querySelector('#photo').files].map(file => `${file.name} ${file.size > 20000}`).join());
  tell(files === 'photo-1.jpg true,photo-2.jpg true', 'two photos are with the files to be sent', files);
  await page.click('[data-camera-open]');
  await page.keyboard.press('Escape');
  tell(await until(page, () => !document.querySelector('dialog').open && !document.querySelector('video').srcObject?.active), 'Escape closes it, and the camera');
  await page.click('form.upload button[type=submit]');
  await page.waitForURL(/\/deposit\/sent\?f=\d+\.\d+/, { timeout: 30000 });
  await page.waitForSelector('article.card');
  const cards = (await page.locator('article.card').allTextContents()).join(), names = ['photo-1.jpg', 'photo-2.jpg'].filter(name => cards.includes(name));
  tell(names[0] === 'photo-1.jpg' && await page.locator('article.card').count() === names.length, 'they are sent as any other file, the same picture once', names.join());
}

async function refused() {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] }), { page, context } = await open(browser, 'fr', 'titre');
  await page.click('[data-camera-open]');
  tell(await until(page, () => !document.querySelector('dialog').open && document.querySelector('[data-camera-say]').textContent !== ''), 'a camera that is not to be had is told', await page.textContent('[data-camera-say]'));
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/camera-refused.png`, fullPage: true });
  tell(await page.getAttribute('#photo', 'capture') === 'environment' && await page.isEnabled('form.upload button[type=submit]'), '… and the photo and the files are there as before');
  await context.close();
  const plain = await browser.newContext({ javaScriptEnabled: false }), bare = await plain.newPage();
  await bare.goto(`${base}/d/${CODE}`);
  await bare.goto(`${base}/deposit/piece/titre`);
  tell(!(await bare.isVisible('[data-camera-open]')) && !(await bare.isVisible('dialog')) && await bare.isVisible('#photo'), 'without a script nothing of it is seen');
  await browser.close();
}

async function frames() {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] }), { page, context } = await open(browser, 'fr', 'domicile');
  const frameOf = async piece => { await page.goto(`${base}/deposit/piece/${piece}`); return page.evaluate(() => document.querySelector('[data-frame]').className.split(' ')[1]); };
  const got = [await frameOf('domicile'), await frameOf('titre'), await frameOf('other')].join();
  tell(got === 'page,card,free', 'the frame has the proportions of the paper that is asked for', got);
  await context.close();
  await browser.close();
}

await makeFilms();
for (const name of Object.keys(scenes)) await says(name, { glare: 'en', closer: 'ar' }[name] ?? 'fr');
await refused();
await frames();
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
