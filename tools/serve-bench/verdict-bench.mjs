// SPDX-License-Identifier: GPL-3.0-or-later
// usage: make bench-verdict PHOTO=photo.jpg   Twenty photos, one at a time: from the last byte sent to the receipt, to the first look, to all words read and judged.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { RECTO, WORK, PHOTO } = process.env, photo = readFileSync(PHOTO), times = Number(process.env.TIMES ?? 20), store = `${WORK}/store`;
const recto = (...words) => execFileSync(RECTO, words, { encoding: 'utf8' });
const number = recto('new', '-p', 'changement-adresse', '-a', 'housing=tenant', '--reception', '2026-11-23', '--store', store).trim();
const { code } = JSON.parse(recto('ticket', number, '--store', store, '--json'));
const child = spawn(RECTO, ['serve', '--store', store, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
process.on('exit', () => child.kill('SIGTERM'));
let out = '';
child.stdout.on('data', data => { out += data; });
while (!/127.0.0.1:\d+\n/.test(out)) await new Promise(done => setTimeout(done, 50));
const base = `http://127.0.0.1:${/127.0.0.1:(\d+)\n/.exec(out)[1]}/api/v1`, headers = { authorization: `Bearer ${code}` };
const receipts = [], looks = [], whole = [];
await new Promise(done => setTimeout(done, 3000));
for (let i = 0; i < times; i++) {
  const body = Buffer.concat([photo, Buffer.from(`\n${i}`)]), began = performance.now(); // other bytes each time: nothing is known already
  const { file } = await (await fetch(`${base}/files?name=p.jpg`, { method: 'POST', body, headers })).json();
  receipts.push(performance.now() - began);
  for (let reading = 'waiting', looked = false; reading !== 'read';) {
    await new Promise(done => setTimeout(done, 50));
    ({ reading } = await (await fetch(`${base}/files/${file}`, { headers })).json());
    if (!looked && reading !== 'waiting') { looks.push(performance.now() - began); looked = true; }
  }
  whole.push(performance.now() - began);
}
const at = (list, part) => (list.sort((a, b) => a - b)[Math.floor((list.length - 1) * part)] / 1000).toFixed(2);
for (const [what, list] of [['receipt', receipts], ['first look', looks], ['read and judged', whole]]) console.log(`${what}: median ${at(list, 0.5)} s, worst ${at(list, 1)} s`);
process.exit();
