// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's Chromium, and what must hold on every page that it shows. URL is the server; SHOTS keeps pictures. Somebody (who) is { browser, context, page, name, language, looks }.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { tell } from '../tap.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { URL: base, SHOTS } = process.env;

export const PHRASE = 'a long phrase of mine'; // what tests/web/server.sh gives every account
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
export const looks = [{ name: 'wide', width: 1280, scheme: 'light' }, { name: 'dark', width: 1280, scheme: 'dark' }, { name: 'phone', width: 360, scheme: 'light' }, { name: 'narrow', width: 320, scheme: 'light' },
  { name: 'print', width: 794, scheme: 'light', media: 'print' }];

export async function person(browser, name, language = 'fr', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: language, acceptDownloads: true, ...options });
  return { browser, context, page: await context.newPage(), name, language, looks };
}

// Whoever it is has the page open; what the browser and the page complain of meanwhile.
function listen(page) {
  const complaints = [];
  page.on('console', m => { if (m.type() === 'error') complaints.push(m.text()); });
  page.on('pageerror', e => complaints.push(String(e)));
  page.on('request', r => { if (!r.url().startsWith(base)) complaints.push(`outside: ${r.url()}`); });
  return complaints;
}

const small = () => [...document.querySelectorAll('button, .button, .rows a, summary, select')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => `${e.outerHTML} ${e.getBoundingClientRect().height}`);

// No page is wider than its screen, and none shows a key for a sentence.
export async function fits(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  tell(wide <= 0, `${where}: nothing runs out at the side`, `${wide} px too wide`);
  const words = await page.evaluate(() => document.body.innerText);
  tell(!/\{[a-z-]+\}|\b(web|review|finding|report|piece-state|draft)\.[a-z]/.test(words), `${where}: every sentence is whole`, words.slice(0, 1500));
}

// What must hold on every page that is open.
export async function look(page, where, media) {
  for (const summary of await page.locator('details:not([open]) > summary').all()) if (await summary.isVisible()) await summary.click();
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  tell(found.violations.length === 0, `${where}: axe`, found.violations.map(v => `${v.id}: ${v.help} – ${v.nodes[0].html}`).join('\n'));
  const touched = media ? [] : await page.evaluate(small);
  tell(touched.length === 0, `${where}: what is touched is large enough`, touched.join('\n'));
  await fits(page, where);
}

// The same address with the same cookies, in a page whose scripts run: axe is one.
export async function examine(who, name, some = who.looks) {
  const context = await who.browser.newContext({ storageState: await who.context.storageState(), locale: who.language });
  const page = await context.newPage(), complaints = listen(page);
  for (const one of some) {
    await page.setViewportSize({ width: one.width, height: 760 });
    await page.emulateMedia({ colorScheme: one.scheme, media: one.media ?? 'screen' });
    const answer = await page.goto(who.page.url());
    await look(page, `${who.name}, ${name}, ${one.name}`, one.media);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${who.name}-${name}-${one.name}.png`, fullPage: true });
    if (answer.status() >= 400) complaints.splice(0); // the browser itself complains of the status
  }
  tell(complaints.length === 0, `${who.name}, ${name}: nothing is fetched elsewhere, nothing complains`, complaints.join('\n'));
  await context.close();
}

export async function has(who, what, selector, state = 'visible', timeout = 60000) {
  const there = await who.page.waitForSelector(selector, { timeout, state }).then(() => true, () => false);
  tell(there, `${who.name}: ${what}`, there ? '' : `${selector}\n${who.page.url()}\n${(await who.page.content()).slice(0, 6000)}`);
  return there;
}
