// SPDX-License-Identifier: GPL-3.0-or-later
// usage: make bench-serve   A thousand uploads of 1 MB at once, 64 kB each tenth of a second, while 500 clients send a byte every two seconds: answers, times, memory, and what the register has.
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const { RECTO, WORK } = process.env, clients = Number(process.env.CLIENTS ?? 1000), size = Number(process.env.SIZE ?? 1e6), slow = Number(process.env.SLOW ?? 500);
const recto = (...words) => execFileSync(RECTO, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
const sleep = ms => new Promise(done => setTimeout(done, ms));
const store = `${WORK}/store`;
const tickets = Array.from({ length: 10 }, () => {
  const number = recto('new', '-p', 'changement-adresse', '-a', 'housing=tenant', '--reception', '2026-11-23', '--store', store).trim();
  return { number, code: JSON.parse(recto('ticket', number, '--store', store, '--json')).code };
});
const child = spawn(RECTO, ['serve', '--store', store, '--no-worker', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
let out = '';
child.stdout.on('data', data => { out += data; });
while (!/:\d+\n/.test(out)) await sleep(50);
const port = Number(/:(\d+)\n/.exec(out)[1]);
const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;

// Bodies differ in their first bytes alone; their digests are made before the clock runs.
const tail = randomBytes(size - 16), heads = Array.from({ length: clients }, (_, i) => Buffer.from(String(i).padEnd(16)));
const digests = heads.map(head => createHash('sha256').update(head).update(tail).digest('hex'));

function upload(i) {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1'), began = performance.now();
    let answer = '';
    socket.on('connect', async () => {
      socket.write(`POST /api/v1/files?name=x.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tickets[i % 10].code}\r\nContent-Length: ${size}\r\nConnection: close\r\n\r\n`);
      socket.write(heads[i]);
      for (let at = 0; at < tail.length; at += 65536) { socket.write(tail.subarray(at, at + 65536)); await sleep(100); }
    });
    socket.on('data', data => { answer += data; });
    socket.on('error', () => {});
    socket.on('close', () => done({ status: Number(answer.slice(9, 12)) || 0, ms: performance.now() - began, digest: digests[i] }));
  });
}

for (let i = 0; i < slow; i++) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  setInterval(() => socket.writable && socket.write('x'), 2000).unref();
}
// Pages are asked for by another process: this one is busy.
const watcher = spawn(process.execPath, ['-e', `const times = []; process.on('SIGTERM', () => { console.log(JSON.stringify(times)); process.exit(); });
  (async () => { for (;;) { const began = performance.now(); try { await (await fetch('http://127.0.0.1:${port}/')).text(); times.push(performance.now() - began); } catch {} await new Promise(r => setTimeout(r, 50)); } })();`], { stdio: ['ignore', 'pipe', 'inherit'] });
let told = '';
watcher.stdout.on('data', data => { told += data; });
const began = performance.now(), answers = await Promise.all(Array.from({ length: clients }, (_, i) => upload(i))), seconds = (performance.now() - began) / 1000;
watcher.kill('SIGTERM');
await new Promise(done => watcher.stdout.on('end', done));
const pages = JSON.parse(told);
const at = (list, part) => list.sort((a, b) => a - b)[Math.floor(list.length * part)] ?? NaN;
const kept = answers.filter(a => a.status === 201), statuses = {};
for (const a of answers) statuses[a.status] = (statuses[a.status] ?? 0) + 1;
const there = new Set(tickets.flatMap(t => JSON.parse(recto('status', t.number, '--store', store, '--json')).files.map(f => f.sha256)));
console.log(`${clients} uploads of ${size} bytes in ${seconds.toFixed(1)} s: ${JSON.stringify(statuses)}; 50 % ${(at(answers.map(a => a.ms), 0.5) / 1000).toFixed(2)} s, 99 % ${(at(answers.map(a => a.ms), 0.99) / 1000).toFixed(2)} s`);
console.log(`acknowledged and not stored: ${kept.filter(a => !there.has(a.digest)).length}; stored: ${there.size}; a page meanwhile, with ${slow} slow clients: 95 % ${at(pages, 0.95)?.toFixed(0)} ms (of ${pages.length})`);
console.log(`peak memory of the server: ${memory().toFixed(0)} MB`);
child.kill('SIGTERM');
process.exit(0);
