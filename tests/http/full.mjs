// SPDX-License-Identifier: GPL-3.0-or-later
// Files that come while the disk is full, or fills up: told in words, nothing half taken, nothing left behind, and the server goes on.
// RECTO, MODELS, WORK (a folder), DISK (a small disk).
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, cpSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';

const { RECTO, MODELS, WORK, DISK } = process.env, store = `${DISK}/store`, ballast = `${DISK}/ballast`;
const sleep = ms => new Promise(done => setTimeout(done, ms));
let count = 0, failed = 0;
function tell(right, what, why = '') {
  console.log(`${right ? 'ok' : 'not ok'} ${++count} - ${what}`);
  if (!right) { failed++; for (const line of String(why).split('\n').slice(0, 20)) console.log(`# ${line}`); }
}

// ---------------------------------------------------------------- the disk

const free = () => { const disk = statfsSync(DISK); return disk.bavail * disk.bsize; };

// Until so many bytes are left.
function fill(left) {
  const file = openSync(ballast, 'a'), block = Buffer.alloc(1 << 16, 1);
  while (free() > left) writeSync(file, block.subarray(0, Math.min(block.length, Math.max(4096, free() - left))));
  closeSync(file);
}

const clear = () => rmSync(ballast, { force: true });

// ---------------------------------------------------------------- the server

const recto = (...words) => execFileSync(RECTO, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const files = number => JSON.parse(recto('status', number, '--store', store, '--json')).files;

async function serve(models) {
  const child = spawn(RECTO, ['serve', '--store', store, '--no-worker', '--models', models, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] }), server = { child, out: '', log: '' };
  process.on('exit', () => child.kill('SIGKILL'));
  child.stdout.on('data', data => { server.out += data; });
  child.stderr.on('data', data => { server.log += data; });
  for (let i = 0; i < 300 && !/:\d+\n/.test(server.out) && child.exitCode === null; i++) await sleep(50);
  server.base = `http://127.0.0.1:${/:(\d+)/.exec(server.out)[1]}`;
  server.port = Number(/:(\d+)/.exec(server.out)[1]);
  server.end = async () => { child.kill('SIGTERM'); await once(child, 'exit'); };
  return server;
}

const number = recto('new', '-p', 'changement-adresse', '-a', 'housing=tenant', '--reception', '2026-11-23', '--store', store).trim();
const { code } = JSON.parse(recto('ticket', number, '--store', store, '--json'));
const api = (server, path, options = {}) => fetch(`${server.base}/api/v1${path}`, { ...options, headers: { authorization: `Bearer ${code}`, ...options.headers } });
const post = (server, name, body) => api(server, `/files?name=${name}`, { method: 'POST', body });

async function session(server) {
  const cookie = /recto=[^;]*/.exec((await fetch(`${server.base}/d/${code}`, { redirect: 'manual' })).headers.get('set-cookie'))[0];
  const page = await (await fetch(`${server.base}/deposit/piece/other`, { headers: { cookie } })).text();
  return { cookie, token: /name="token" value="([^"]*)"/.exec(page)[1], key: /name="key" value="([^"]*)"/.exec(page)[1] };
}

function form(who, named) {
  const data = new FormData();
  for (const [name, value] of [['token', who.token], ['key', who.key]]) data.append(name, value);
  for (const [name, bytes] of Object.entries(named)) data.append('files', new Blob([bytes]), name);
  return data;
}

// ---------------------------------------------------------------- too little room to begin with

async function noRoom() {
  const server = await serve(MODELS); // wants 256 MiB to be left: there are 48 in all
  const answer = await post(server, 'a.pdf', 'small'), problem = await answer.json();
  tell(answer.status === 507 && problem.type === 'urn:recto:problem:file-disk-full', 'too little room is told before anything is written: 507', JSON.stringify(problem));
  const who = await session(server), page = await fetch(`${server.base}/deposit`, { method: 'POST', body: form(who, { 'a.pdf': 'small' }), headers: { cookie: who.cookie, 'accept-language': 'fr' } }), text = await page.text();
  tell(page.status === 507 && /Nos disques sont pleins/.test(text) && /rien n&#39;est perdu|rien n'est perdu/.test(text), '… on the page in words, and that nothing is lost', text.slice(0, 300));
  const upload = await api(server, '/uploads?name=a.pdf', { method: 'POST', headers: { 'upload-complete': '?0', 'upload-length': '5' } });
  tell(upload.status === 507, '… and an upload is not begun', upload.status);
  const attempts = (await (await api(server, '/attempts')).json()).attempts;
  tell(files(number).length === 0 && attempts.length >= 2 && attempts.every(one => one.cause === 'disk-full'), '… nothing is in the register but the attempts', JSON.stringify(attempts));
  await server.end();
}

// ---------------------------------------------------------------- a disk that fills up meanwhile

// A file of which the first half is sent, then `between` happens, then the rest.
async function inTwo(server, bytes, between) {
  const socket = connect(server.port, '127.0.0.1');
  let answer = '';
  socket.on('data', data => { answer += data; });
  socket.on('error', () => {});
  socket.write(Buffer.concat([Buffer.from(`POST /api/v1/files?name=half.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${code}\r\nContent-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`), bytes.subarray(0, bytes.length / 2)]));
  await sleep(400);
  between();
  socket.write(bytes.subarray(bytes.length / 2));
  await once(socket, 'close');
  return answer;
}

async function fillsUp(server) {
  const bytes = randomBytes(8 << 20), before = free();
  const answer = await inTwo(server, bytes, () => fill(0));
  tell(/^HTTP\/1\.1 507/.test(answer) && /file-disk-full/.test(answer), 'a disk that fills up in the middle of a file: 507', answer.slice(0, 300));
  const page = await fetch(`${server.base}/`);
  tell(page.status === 200 && (await api(server, '/dossier')).status === 200, '… and the server answers all others meanwhile');
  clear();
  await sleep(100);
  tell(Math.abs(before - free()) < 300000, `… what had been spooled is gone (${before - free()} bytes more than before)`);
  const again = await post(server, 'half.bin', bytes);
  tell(again.status === 201 && files(number).length === 1, '… and with room again the file is taken', again.status);
}

// The spool has room, the register has none.
async function registerFull(server) {
  const bytes = randomBytes(4 << 20), n = files(number).length;
  fill(6 << 20);
  const answer = await post(server, 'later.bin', bytes);
  tell(answer.status === 507, 'no room for what was spooled whole: 507', `${answer.status} ${await answer.text()}`);
  clear();
  tell(files(number).length === n, '… nothing is half in the register');
  const who = await session(server);
  fill(6 << 20);
  const some = await fetch(`${server.base}/deposit`, { method: 'POST', body: form(who, { 'first.txt': 'a small one', 'second.bin': bytes }), headers: { cookie: who.cookie, 'accept-language': 'en' } });
  const text = await some.text();
  clear();
  tell(some.status === 507 && /nothing is lost/.test(text) && files(number).length === n + 1, 'of two files, the one that fits is kept, and the page tells of the other', `${some.status} ${files(number).length}`);
}

async function uploadFull(server) {
  const bytes = randomBytes(8 << 20), digest = `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
  const made = await api(server, '/uploads?name=long.bin', { method: 'POST', headers: { 'upload-complete': '?0', 'upload-length': String(bytes.length), 'repr-digest': digest } }), path = made.headers.get('location').replace('/api/v1', '');
  const append = (offset, end, body) => api(server, path, { method: 'PATCH', body, headers: { 'content-type': 'application/partial-upload', 'upload-offset': String(offset), 'upload-complete': end } });
  const offset = async () => Number((await api(server, path, { method: 'HEAD' })).headers.get('upload-offset'));
  tell((await append(0, '?0', bytes.subarray(0, 2 << 20))).status === 204, 'a part is taken');
  fill(1 << 20);
  const full = await append(2 << 20, '?1', bytes.subarray(2 << 20));
  tell(full.status === 507, '… the next meets a full disk: 507', full.status);
  clear();
  const there = await offset();
  tell(there >= 2 << 20 && there < bytes.length, `… what was acknowledged is there (${there} bytes)`);
  tell((await append(there, '?0', bytes.subarray(there, -1))).status === 204, '… with room again it goes on');
  fill(2 << 20);
  const end = await append(bytes.length - 1, '?1', bytes.subarray(-1));
  tell(end.status === 507 && await offset() === bytes.length, '… whole, but no room in the register: 507, and nothing has to be sent again', end.status);
  clear();
  const last = await append(bytes.length, '?1', ''), receipt = await last.json();
  tell(last.status === 201 && receipt.sha256 === createHash('sha256').update(bytes).digest('hex'), '… then its end alone makes it a deposit', JSON.stringify(receipt));
}

await noRoom();
cpSync(MODELS, `${WORK}/models`, { recursive: true });
writeFileSync(`${WORK}/models/limits.yaml`, readFileSync(`${WORK}/models/limits.yaml`, 'utf8').replace(/free-bytes: \d+/, 'free-bytes: 0'));
const server = await serve(`${WORK}/models`);
await fillsUp(server);
await registerFull(server);
await uploadFull(server);
await server.end();
tell(server.child.exitCode === 0 && JSON.parse(recto('verify', '--store', store, '--json')).faults.length === 0, 'and the register is sound', server.log.split('\n').filter(line => !/ http /.test(line)).join('\n'));
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
