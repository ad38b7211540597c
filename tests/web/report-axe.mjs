// SPDX-License-Identifier: GPL-3.0-or-later
// axe and a few things axe cannot know, on reports (HTML files named on the command line) in Debian's Chromium: light, dark, phone, print.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { finish, tell } from '../tap.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function checkLook(browser, path, look) {
  const name = `${basename(path)} ${look.name}`;
  const context = await browser.newContext({ viewport: { width: look.width, height: 900 }, colorScheme: look.scheme, bypassCSP: true });
  const page = await context.newPage();
  const outside = [], complaints = [];
  page.on('request', r => { if (!/^(file|data):/.test(r.url())) outside.push(r.url()); });
  page.on('console', m => { if (m.type() === 'error') complaints.push(m.text()); });
  page.on('pageerror', e => complaints.push(String(e)));
  await page.goto(pathToFileURL(path).href);
  if (look.print) await page.emulateMedia({ media: 'print' });
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
  tell(found.violations.length === 0, `${name}: axe`, found.violations.map(v => `${v.id}: ${v.help} – ${v.nodes[0].html}`).join('\n'));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  tell(wide <= 0, `${name}: nothing runs out at the side`, `${wide} px too wide`);
  const broken = await page.evaluate(() => [...document.images].filter(i => !i.naturalWidth || !i.alt.trim()).length);
  tell(broken === 0, `${name}: every picture is there and has words`, `${broken} without`);
  const anchors = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(a.hash.slice(1))).length);
  tell(anchors === 0, `${name}: every inner link arrives`);
  tell(outside.length === 0 && complaints.length === 0, `${name}: nothing is fetched, nothing complains`, [...outside, ...complaints].join('\n'));
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${look.name}.png`, fullPage: true });
  await context.close();
}

const looks = [
  { name: 'wide', width: 1280, scheme: 'light' }, { name: 'phone', width: 360, scheme: 'light' }, { name: 'narrow', width: 320, scheme: 'dark' },
  { name: 'dark', width: 1280, scheme: 'dark' }, { name: 'print', width: 794, scheme: 'light', print: true },
];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const path of process.argv.slice(2)) for (const look of looks) await checkLook(browser, path, look);
await browser.close();
finish();
