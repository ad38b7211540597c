// SPDX-License-Identifier: GPL-3.0-or-later
// usage: make bench-serve   500 clients send a byte every two seconds, half of them of a head, half of a body, for ten seconds; a thousand uploads of 1 MB at once, 64 kB each tenth of a second, beside them; then the same while the
// server is killed with SIGKILL in the midst and started anew, and clients try again as clients do. Answers, times, memory, and what the register has; the server alone and behind nginx (tools/deploy), side by side.
// CLIENTS, SIZE, SLOW, WAYS ("direct nginx"). Ends with 1 when something acknowledged is not stored, something is stored in part, or an answer is neither 201 nor 503 with a time to come again.
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const { RECTO, WORK, FRONT } = process.env, clients = Number(process.env.CLIENTS ?? 1000), size = Number(process.env.SIZE ?? 1e6), slow = Number(process.env.SLOW ?? 500), ways = (process.env.WAYS || 'direct nginx').split(' ');
const NAME = 'clerk', PHRASE = 'a long phrase of mine';
const typed = (input, ...words) => execFileSync(RECTO, words, { encoding: 'utf8', maxBuffer: 1 << 28, input });
const recto = (...words) => typed('', ...words);
const sleep = ms => new Promise(done => setTimeout(done, ms));
const at = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? NaN;
const children = new Set();
process.on('exit', () => { for (const child of children) child.kill('SIGKILL'); });
function start(program, words, stdout = 'pipe') {
  const child = spawn(program, words, { stdio: ['ignore', stdout, 'ignore'] });
  children.add(child);
  child.gone = new Promise(done => child.on('exit', () => { children.delete(child); done(); }));
  return child;
}

// Bodies differ in their first bytes alone; their digests are made before the clock runs.
const tail = randomBytes(size - 16), heads = Array.from({ length: clients }, (_, i) => Buffer.from(String(i).padEnd(16)));
const digests = heads.map(head => createHash('sha256').update(head).update(tail).digest('hex'));
// Fifty clients share an address, as a waiting room does.
const address = (room, i) => `127.${room}.0.${1 + Math.floor(i / 50)}`;

// ---------------------------------------------------------------- a way to the server

async function open(way) {
  const folder = `${WORK}/${way}`, store = `${folder}/store`, front = way === 'nginx', site = { way, folder, store, front, port: 20000 + Math.floor(Math.random() * 10000) };
  mkdirSync(folder, { mode: 0o755 });
  site.tickets = Array.from({ length: 20 }, () => {
    const number = recto('new', '-p', 'changement-adresse', '-a', 'housing=tenant', '--store', store).trim();
    return { number, code: JSON.parse(recto('ticket', number, '--store', store, '--json')).code };
  });
  typed(`${PHRASE}\n`, 'user', 'add', NAME, '--role', 'counter', '--store', store);
  site.begin = async () => {
    site.server = start(RECTO, ['serve', '--store', store, '--no-worker', ...(front ? ['--listen', `unix:${folder}/serve.sock`, '--proxied', '--https'] : ['--listen', `127.0.0.1:${site.port}`])]);
    let out = '';
    site.server.stdout.on('data', data => { out += data; });
    while (!/:\S+\n/.test(out)) await sleep(20);
    if (front) chmodSync(`${folder}/serve.sock`, 0o666); // nginx's workers are somebody else here
  };
  await site.begin();
  if (front) {
    execFileSync(FRONT, [folder, String(site.port)]);
    site.nginx = start('nginx', ['-p', folder, '-e', `${folder}/nginx.err`, '-c', `${folder}/nginx.conf`, '-g', 'daemon off;'], 'ignore');
    await sleep(500);
  }
  site.connect = (localAddress, ready) => (front ? connectTls({ host: '127.0.0.1', port: site.port, localAddress, rejectUnauthorized: false }, ready) : connect({ host: '127.0.0.1', port: site.port, localAddress }, ready));
  site.memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${site.server.pid}/status`, 'utf8'))[1]) / 1024;
  site.cpu = () => [process.pid, site.server.pid, ...(front ? readFileSync(`/proc/${site.nginx.pid}/task/${site.nginx.pid}/children`, 'utf8').trim().split(' ') : [])].map(pid => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  });
  site.close = async () => {
    for (const child of [site.server, site.nginx]) if (child) { child.kill('SIGTERM'); await child.gone; }
    rmSync(folder, { recursive: true });
  };
  return site;
}

// ---------------------------------------------------------------- those who send

// One try: 0 = no answer. What was told of when to come again.
function upload(site, i) {
  return new Promise(done => {
    let answer = '';
    const socket = site.connect(address(1, i), async () => {
      socket.write(`POST /api/v1/files?name=x.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${site.tickets[i % site.tickets.length].code}\r\nIdempotency-Key: ${i}\r\nContent-Length: ${size}\r\nConnection: close\r\n\r\n`);
      socket.write(heads[i]);
      for (let sent = 0; sent < tail.length && socket.writable; sent += 65536) { socket.write(tail.subarray(sent, sent + 65536)); await sleep(100); }
    });
    socket.on('data', data => { answer += data; });
    socket.on('error', () => {});
    socket.on('close', () => done({ status: Number(answer.slice(9, 12)) || 0, again: Number(/^Retry-After: (\d+)/im.exec(answer)?.[1] ?? NaN) }));
  });
}

const right = answer => answer.status === 201 || (answer.status === 503 && answer.again > 0);

// A client that is told nothing, or to come again, does so, a little later each time.
async function deposit(site, i, tries, seen) {
  const began = performance.now();
  for (let n = 1; ; n++) {
    const answer = await upload(site, i);
    seen[answer.status] = (seen[answer.status] ?? 0) + 1;
    if (answer.status === 201 || answer.status === 200 || n === tries) return { ...answer, i, ms: performance.now() - began, acknowledged: performance.now() };
    await sleep(Math.min(500 * n, 3000) * (0.5 + Math.random()));
  }
}

// A byte every two seconds; whoever is cut off comes again.
function crawl(site) {
  const all = new Set(), timers = [];
  let over = false;
  const one = i => {
    if (over) return;
    const socket = site.connect(address(2, i), () => {
      if (i % 2) socket.write(`POST /api/v1/files?name=slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${site.tickets[i % site.tickets.length].code}\r\nContent-Length: ${size}\r\n\r\n`);
    });
    all.add(socket);
    socket.on('error', () => {}).on('data', () => {}).on('close', () => { all.delete(socket); setTimeout(one, 1000, i); });
  };
  for (let i = 0; i < slow; i++) one(i);
  timers.push(setInterval(() => { for (const socket of all) if (socket.writable) socket.write('x'); }, 2000));
  return () => { over = true; for (const timer of timers) clearInterval(timer); for (const socket of all) socket.destroy(); };
}

// Pages are asked for by another process, since this one is busy; each page over a connection that is kept, as a browser keeps it.
const WATCHER = `
const { request, Agent } = require(process.argv[1].startsWith('https') ? 'https' : 'http'), base = process.argv[1], times = { front: [], desk: [], other: {} }, agents = {};
const one = (localAddress, path, more = {}) => new Promise((done, fail) => {
  const call = request(base + path, { agent: agents[path] ??= new Agent({ keepAlive: true, maxSockets: 1 }), rejectUnauthorized: false, localAddress, ...more, headers: { accept: 'text/html', ...more.headers } }, answer => {
    let text = '';
    answer.on('data', data => { text += data; }).on('end', () => done({ status: answer.statusCode, headers: answer.headers, text })).on('error', fail);
  });
  call.on('error', fail).end(more.body);
});
const cookie = (answer, name) => (answer.headers['set-cookie'] ?? []).map(line => line.split(';')[0]).find(line => line.startsWith(name + '='));
async function watch(list, localAddress, path, headers, wanted, pause) {
  for (;;) {
    const began = performance.now();
    const what = await one(localAddress, path, { headers }).then(answer => answer.status === 200 && answer.text.includes(wanted) ? 'good' : answer.status, error => error.code);
    if (what === 'good') list.push(performance.now() - began); else times.other[path + ' ' + what] = (times.other[path + ' ' + what] ?? 0) + 1;
    await new Promise(done => setTimeout(done, pause));
  }
}
(async () => {
  const door = await one('127.3.0.1', '/sign-in'), token = /name="token" value="([^"]*)"/.exec(door.text)[1];
  const body = Object.entries({ token, name: '${NAME}', password: '${PHRASE}' }).map(([name, value]) => '--XX\\r\\nContent-Disposition: form-data; name="' + name + '"\\r\\n\\r\\n' + value + '\\r\\n').join('') + '--XX--\\r\\n';
  const signed = await one('127.3.0.1', '/sign-in', { method: 'POST', body, headers: { cookie: cookie(door, 'recto-door'), 'content-type': 'multipart/form-data; boundary=XX', 'content-length': Buffer.byteLength(body) } });
  process.on('SIGTERM', () => { console.log(JSON.stringify(times)); process.exit(); });
  console.log('ready');
  watch(times.front, '127.3.0.2', '/', {}, 'name="ticket"', 100);
  watch(times.desk, '127.3.0.3', '/desk', { cookie: cookie(signed, 'recto-staff') }, process.argv[2], 300);
})();`;
async function watch(site) {
  const child = start(process.execPath, ['-e', WATCHER, `${site.front ? 'https' : 'http'}://127.0.0.1:${site.port}`, site.tickets[0].number]);
  let out = '';
  child.stdout.on('data', data => { out += data; });
  const closed = new Promise(done => child.stdout.on('end', done));
  while (!out.includes('ready')) await sleep(20);
  return async () => { child.kill('SIGTERM'); await closed; return JSON.parse(out.split('\n')[1]); };
}

// ---------------------------------------------------------------- two runs of a thousand

const stored = site => site.tickets.flatMap(ticket => JSON.parse(recto('status', ticket.number, '--store', site.store, '--json')).files.map(file => file.sha256));
const words = counts => Object.entries(counts).map(([status, n]) => `${status === '0' ? 'none' : status}: ${n}`).join(', ');
const seconds = ms => (ms / 1000).toFixed(2);

async function load(site) {
  const stop = crawl(site);
  await sleep(1000);
  const calm = await watch(site);
  await sleep(10000);
  const alone = await calm(), watched = await watch(site), seen = {}, before = site.cpu(), began = performance.now();
  const answers = await Promise.all(heads.map((_, i) => deposit(site, i, 1, seen))), took = performance.now() - began, pages = await watched();
  const spent = site.cpu().map((one, i) => one - before[i]);
  stop();
  const there = new Set(stored(site)), kept = answers.filter(answer => answer.status === 201);
  const lost = kept.filter(answer => !there.has(digests[answer.i])).length, parts = [...there].filter(digest => !digests.includes(digest)).length;
  const times = answers.map(answer => answer.ms), page = list => `${at(list, 0.95).toFixed(0)} / ${at(list, 1).toFixed(0)} (${list.length})`;
  return { wrong: lost + parts + answers.filter(answer => !right(answer)).length, rows: [
    [`${clients} uploads of ${size} bytes at once, s`, seconds(took)], ['answers', words(seen)], ['… neither 201 nor 503 with Retry-After', answers.filter(answer => !right(answer)).length],
    ['50 % / 99 % / last within, s', `${seconds(at(times, 0.5))} / ${seconds(at(times, 0.99))} / ${seconds(at(times, 1))}`],
    [`front page, with ${slow} slow clients, 95 % / worst, ms`, page(alone.front)], ['… desk page of a clerk', page(alone.desk)],
    ['front page, with the uploads as well', page(pages.front)], ['… desk page of a clerk', page(pages.desk)], ['pages that did not come', words({ ...alone.other, ...pages.other }) || 'none'],
    ['processor of the clients / nginx / the server, s', [spent[0], spent.slice(2).reduce((sum, one) => sum + one, 0), spent[1]].map(one => one.toFixed(1)).join(' / ')],
    ['server\'s memory at most, MB', site.memory().toFixed(0)], ['stored / acknowledged, not stored / in part', `${there.size} / ${lost} / ${parts}`]] };
}

async function killed(site) {
  const seen = {}, before = new Set(stored(site)).size, began = performance.now();
  const all = heads.map((_, i) => deposit(site, i, 60, seen));
  let first = 0;
  for (const one of all) one.then(() => { first++; });
  while (first < clients / 4) await sleep(10);
  site.server.kill('SIGKILL');
  await site.server.gone;
  const when = performance.now();
  await sleep(1000);
  await site.begin();
  const away = performance.now() - when, answers = await Promise.all(all), took = performance.now() - began, rows = stored(site), there = new Set(rows);
  const early = answers.filter(answer => answer.acknowledged <= when), ended = answers.filter(answer => answer.status === 201 || answer.status === 200);
  const lost = ended.filter(answer => !there.has(digests[answer.i])).length, parts = [...there].filter(digest => !digests.includes(digest)).length, faults = JSON.parse(recto('verify', '--store', site.store, '--json')).faults.length;
  const twice = rows.length - there.size;
  return { wrong: lost + parts + twice + faults + clients - ended.length + (before ? 1 : 0), rows: [
    [`again, kill -9 after ${clients / 4} answers: away for, s`, seconds(away)], ['acknowledged by then', early.length], ['answers to all tries', words(seen)], ['acknowledged in the end, after s', `${ended.length}, ${seconds(took)}`],
    ['acknowledged, not stored / in part / twice', `${lost} / ${parts} / ${twice}`], ['faults that recto verify finds', faults]] };
}

const table = [];
let wrong = 0;
for (const way of ways) {
  let column = [way === 'nginx' ? 'through nginx' : way];
  for (const run of [load, killed]) {
    const site = await open(way), result = await run(site);
    await site.close();
    wrong += result.wrong;
    column = column.concat(result.rows.map(row => row[1]));
    table.labels = [...(run === load ? [''] : table.labels), ...result.rows.map(row => row[0])];
  }
  table.push(column.map(String));
}
const widths = [table.labels, ...table].map(list => Math.max(...list.map(text => String(text).length)));
table.labels.forEach((label, i) => console.log([label, ...table.map(column => column[i])].map((text, n) => String(text).padEnd(widths[n])).join('  ').trimEnd()));
process.exit(wrong ? 1 : 0);
