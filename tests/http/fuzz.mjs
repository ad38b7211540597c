// SPDX-License-Identifier: GPL-3.0-or-later
// usage: make fuzz-serve SECONDS=600   Good requests, bent at random and sent in pieces of any size, to a server that should outlive them (best one of `make check-asan`).
// RECTO, WORK, PIECES (those of samples/problemes), SECONDS, SEED. Ends with 1 when the server died, did not answer, or the register is not sound.
import { copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { sleep } from '../tap.mjs';
import { recto, serve, typed } from './server.mjs';

const { WORK, PIECES } = process.env, seconds = Number(process.env.SECONDS ?? 600);
let seed = Number(process.env.SEED ?? 1);
const random = n => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor(seed / 4294967296 * n); };
const pick = list => list[random(list.length)];

// ---------------------------------------------------------------- a register with something in it: questions for a reviewer, mail that waits, a job in quarantine

const store = `${WORK}/store`, newDossier = () => recto('new', '-p', 'changement-adresse', '-a', 'housing=tenant', '--reception', '2026-11-23', '--store', store).trim();
const number = newDossier(), stuck = newDossier(), files = folder => readdirSync(folder, { recursive: true, withFileTypes: true }).filter(one => one.isFile()).map(one => join(one.parentPath ?? one.path, one.name));
const { code } = JSON.parse(recto('ticket', number, '--store', store, '--json'));
for (const [name, role] of [['clerk', 'reviewer'], ['auditor', 'auditor']]) typed('a long phrase of mine\n', 'user', 'add', name, '--role', role, '--store', store);
recto('add', number, `${PIECES}/titre-recto.jpg`, `${PIECES}/courrier.jpg`, `${PIECES}/paie.tif`, '--later', '--store', store);
const before = new Set(files(`${store}/blobs`));
recto('add', stuck, `${PIECES}/photos.jpg`, '--later', '--store', store);
const blob = files(`${store}/blobs`).find(one => !before.has(one));
renameSync(blob, `${WORK}/blob`);
try { recto('work', '--store', store); } catch { /* the one whose original is away fails, three times */ }
renameSync(`${WORK}/blob`, blob);
mkdirSync(`${WORK}/stack`);
for (const name of ['photos.jpg', 'hebergement.jpg', 'IMG_2044.jpg']) copyFileSync(`${PIECES}/${name}`, `${WORK}/stack/${name}`);
try { recto('batch', '--procedure', 'changement-adresse', '--later', '--store', store, `${WORK}/stack`); } catch { /* 11: pages wait for a person */ }

// SANE's test backend, and no scanner of this machine.
mkdirSync(`${WORK}/sane`);
writeFileSync(`${WORK}/sane/dll.conf`, 'test\n');
writeFileSync(`${WORK}/sane/test.conf`, 'number_of_devices 1\n');
process.env.SANE_CONFIG_DIR = `${WORK}/sane`;

const server = await serve(store), { child, port, base } = server;
let dead = false;
child.on('exit', () => { dead = true; });
const opened = await fetch(`${base}/d/${code}`, { redirect: 'manual' }), cookie = /recto=[^;]*/.exec(opened.headers.get('set-cookie'))[0];
const token = /name="token" value="([^"]*)"/.exec(await (await fetch(`${base}/deposit/piece/other`, { headers: { cookie } })).text())[1];

// The staff's side: a session, and a token at the door.
const door = await fetch(`${base}/sign-in`), doorCookie = /recto-door=[^;]*/.exec(door.headers.get('set-cookie'))[0], doorToken = /name="token" value="([^"]*)"/.exec(await door.text())[1];
const data = new FormData();
for (const [name, value] of [['token', doorToken], ['name', 'clerk'], ['password', 'a long phrase of mine']]) data.append(name, value);
const signed = await fetch(`${base}/sign-in`, { method: 'POST', body: data, headers: { cookie: doorCookie }, redirect: 'manual' }), staffCookie = /recto-staff=[^;]*/.exec(signed.headers.get('set-cookie'))[0];
const page = async path => (await fetch(base + path, { headers: { cookie: staffCookie, accept: 'text/html' } })).text();
const staffToken = /name="token" value="([^"]*)"/.exec(await page('/desk/password'))[1];
const all = (text, pattern) => [...text.matchAll(pattern)].map(match => match[1].replaceAll('&amp;', '&'));
const asked = all(await page('/review'), /href="\/review\/ask\/([^"]+)"/g), shown = asked.length ? all(await page(`/review/ask/${asked[0]}`), /<image href="([^"]+)"/g) : [];
const mail = [...new Set(all(await page('/review/tray'), /name="batch" value="([^"]+)"/g))], waits = (await page('/review/stuck')).includes(stuck);
console.log(`# ${asked.length} questions, ${mail.length} stacks of mail, ${waits ? 'one job' : 'NO JOB'} in quarantine`);
if (!asked.length || !mail.length || !waits) { child.kill(); process.exit(1); } // it would look at nothing

const part = (name, value, file) => `--XX\r\nContent-Disposition: form-data; name="${name}"${file ? `; filename="${file}"` : ''}\r\n\r\n${value}\r\n`;
const post = (path, body, type = 'multipart/form-data; boundary=XX') => `POST ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (path, body) => `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${code}\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const get = path => `GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nAuthorization: Bearer ${code}\r\nAccept-Language: en,fr;q=0.5\r\n\r\n`;
const staff = text => text.replace(cookie, `${staffCookie}; ${doorCookie}`);
const act = (path, fields) => staff(post(path, `${part('token', staffToken)}${Object.entries(fields).map(([name, value]) => part(name, value)).join('')}--XX--\r\n`));
// Uploads in parts: begun here, bent later; its own digest, an offset that is right, one that is not.
const upload = (method, path, headers, body = '') => `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${code}\r\nCookie: ${cookie}\r\nX-Recto-Token: ${token}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
const begun = await fetch(`${base}/api/v1/uploads?name=a.pdf`, { method: 'POST', headers: { authorization: `Bearer ${code}`, 'upload-complete': '?0', 'upload-length': '40' } }), partial = begun.headers.get('location');
const more = 'Content-Type: application/partial-upload\r\n', digest = 'Repr-Digest: sha-256=:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=:\r\n';
const seeds = [
  upload('POST', '/api/v1/uploads?name=b.pdf&piece=titre&replaces=1', 'Upload-Complete: ?0\r\nUpload-Length: 20\r\n', 'first'), upload('POST', '/api/v1/uploads?name=c', 'Upload-Complete: ?1\r\n', 'whole'),
  upload('POST', '/deposit/uploads?name=d.jpg', `Upload-Complete: ?0\r\nUpload-Length: 9\r\n${digest}`), upload('PATCH', partial, `${more}Upload-Offset: 0\r\nUpload-Complete: ?0\r\n`, 'bytes'),
  upload('PATCH', partial, `${more}Upload-Offset: 5\r\nUpload-Complete: ?1\r\nUpload-Length: 40\r\n`, 'x'.repeat(35)), upload('PATCH', partial.replace('/api/v1', '/deposit'), `${more}Upload-Offset: 0\r\nUpload-Complete: ?0\r\n`, 'bytes'),
  upload('HEAD', partial, ''), upload('DELETE', `/api/v1/uploads/${'0'.repeat(32)}`, ''), get('/deposit/events'),
  ...['/desk', `/desk?number=${number}`, '/desk/new', '/desk/new?procedure=changement-adresse', `/desk/answers/${number}`, `/desk/dossier/${number}`, `/desk/dossier/${number}?since=5&why=which`, `/desk/state/${number}`, `/desk/events/${number}`,
    `/desk/picture/${number}.1.1`, `/desk/page/${number}.1.1`, `/desk/original/${number}.1`, `/desk/slip/${number}`, '/desk/password', '/desk/journal', '/sign-in?to=/desk'].map(get).map(staff),
  ...[1, 2, 3].flatMap(file => [`/desk/picture/${number}.${file}.1`, `/desk/page/${number}.${file}.1`]).map(get).map(staff), staff(get(`/desk/bundle/${number}`)), staff(get(`/desk/scan/${number}`)),
  act('/desk/new', { procedure: 'changement-adresse', 'q-housing': 'tenant', reception: '2026-11-02' }), act('/desk/answers', { number, 'q-housing': 'owner', reception: '2026-11-02' }),
  act('/desk/do', { number, seen: '1', page: '1:1', act: 'turn-90' }), act('/desk/do', { number, page: '1:1', act: 'move', to: 'type passport' }), act('/desk/do', { number, page: '1:1', previous: '2:1', act: 'merge' }),
  act('/desk/do', { number, piece: 'titre', act: 'seen' }), act('/desk/do', { number, version: '3', act: 'undo' }), act('/desk/do', { number, page: '3:2', act: 'apart' }), act('/desk/do', { number, page: '2:1', act: 'withdraw' }), act('/desk/do', { number, page: '2:1', act: 'anyway' }), act('/desk/do', { number, page: '2:1', act: 'elsewhere', to: stuck }), act('/desk/do', { number, page: '3:2', act: 'elsewhere-page', to: stuck }),
  act('/desk/scan', { number, device: 'test:0', source: 'adf', mode: 'gray', sheets: '3', act: 'scan' }), act('/desk/scan', { number, replaces: '3:2', act: 'again' }), act('/desk/password', { old: 'x', new: 'another long phrase', again: 'another long phrase' }),
  act('/desk/stop', { number }), act('/desk/ticket', { number }),
  staff(post('/desk/add', `${part('token', staffToken)}${part('number', number)}${part('key', 'k')}${part('replaces', '1')}${part('files', 'bytes', 'a.jpg')}--XX--\r\n`)),
  staff(post('/desk/add', `${part('token', staffToken)}${part('number', number)}${part('key', 'k')}${part('replaces', '3:2')}${part('files', 'bytes', 'a.jpg')}--XX--\r\n`)),
  ...asked.slice(0, 6).flatMap(point => [staff(get(`/review/ask/${point}`)), staff(get(`/review/next?after=${point}`)), ...['value 1', 'typed', 'none', 'unreadable', 'type passport', 'person spouse', 'keep'].map(what => act('/review/do', { point, act: what, value: 'TRAORÉ' }))]),
  ...shown.map(get).map(staff), ...mail.flatMap(batch => ['move', 'new', 'drop'].map((what, i) => act('/review/tray', { batch, file: String(i + 1), act: what, to: number }))),
  ...mail.map(batch => staff(get(`/review/tray-page/${batch}.1`))), act('/review/stuck', { number: stuck, act: 'retry' }),
  ...['/review', `/review/next?after=${number}.1.1.type`, `/review/ask/${number}.1.1.field.family-name?told=${number}.3&back=x`, `/review/place/${number}.1.1.0.0.9.9`, '/review/tray?done=C2026-000001', '/review/tray-page/C2026-000001.1', '/review/stuck', '/review/corrections'].map(get).map(staff),
  act('/review/do', { point: `${number}.1.1.type`, act: 'type passport' }), act('/review/do', { point: `${number}.1.1.field.sex`, act: 'typed', value: 'F' }), act('/review/do', { number, version: '3', act: 'undo', back: 'x' }),
  act('/review/tray', { batch: 'C2026-000001', file: '1', act: 'move', to: number }), act('/review/stuck', { number, act: 'retry' }),
  staff(post('/sign-in', `${part('token', doorToken)}${part('name', 'nobody')}${part('password', 'x')}--XX--\r\n`)),
  ...['/', '/deposit', '/deposit/piece/titre', '/deposit/piece/titre?replaces=1', '/deposit/sent?f=1.2&since=5', '/deposit/thumb/1.1', '/deposit/slip', '/deposit/attempts', '/deposit/state', `/d/${code}`, '/static/style.css', '/api/v1/dossier', '/api/v1/files/1',
    '/api/v1/openapi.json', '/?lang=en'].map(get),
  post('/deposit', `${part('token', token)}${part('key', 'k')}${part('piece', 'titre')}${part('files', 'bytes', 'a.jpg')}${part('files', 'more', 'b.pdf')}--XX--\r\n`), post('/open', `${part('ticket', code)}--XX--\r\n`),
  post('/deposit/anyway', `${part('token', token)}${part('file', '1')}${part('back', '1')}--XX--\r\n`), chunked('/api/v1/files?name=a.jpg', 'some bytes'), post('/api/v1/files?name=x', 'bytes', 'application/octet-stream'),
];
const words = ['\r\n', '\r\n\r\n', '--XX', '--XX--', 'boundary=', 'filename="', '"', ';', ':', '%00', '%2e%2e/', '\0', '\xff\xfe', 'Content-Length: 0\r\n', 'Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\n', 'HTTP/1.0', 'HTTP/1.1', ' ', '\t', '9999999999999999999', '-1', '0', '?', '&', '=', '../', 'recto=', 'If-None-Match: *\r\n', 'Connection: close\r\n', 'a'.repeat(5000)];

function bend(text) {
  let bytes = Buffer.from(text, 'latin1');
  for (let n = random(6); n > 0; n--) {
    const at = random(bytes.length + 1), length = random(40);
    const what = random(6);
    if (what === 0 && bytes.length) bytes[random(bytes.length)] = random(256);
    else if (what === 1) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(words), 'latin1'), bytes.subarray(at)]);
    else if (what === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (what === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    else if (what === 4) bytes = bytes.subarray(0, at);
    else bytes = Buffer.concat([bytes, Buffer.from(pick(seeds), 'latin1')]);
  }
  return bytes;
}

let sent = 0;
function send(bytes) {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => socket.destroy(), 20 + random(200));
    socket.on('error', () => {});
    socket.on('close', () => { clearTimeout(timer); done(); });
    socket.on('data', () => {});
    socket.on('connect', async () => {
      for (let at = 0; at < bytes.length && !socket.destroyed;) { const n = 1 + random(pick([4, 100, 5000])); socket.write(bytes.subarray(at, at + n)); at += n; if (random(4) === 0) await sleep(1); }
      sent++;
    });
  });
}

const end = Date.now() + seconds * 1000;
let silent = false;
await Promise.all(Array.from({ length: 8 }, async () => { while (Date.now() < end && !dead && !silent) await send(bend(pick(seeds))); }).concat((async () => {
  while (Date.now() < end && !dead) {
    await sleep(2000);
    // A minute, in several tries: on a machine with other work ten seconds are no silence, and one connection may be refused when all are taken.
    let heard = false;
    for (let i = 0; i < 6 && !heard && !dead; i++) heard = await fetch(base, { signal: AbortSignal.timeout(10000) }).then(answer => answer.ok, () => sleep(1000).then(() => false));
    silent ||= !heard && !dead;
  }
})()));
if (!dead) child.kill('SIGTERM');
while (!dead) await sleep(50);
const sound = JSON.parse(recto('verify', '--store', store, '--json')).faults.length === 0;
console.log(`${sent} bent requests in ${seconds} s (${(sent / seconds).toFixed(0)} a second), seed ${process.env.SEED ?? 1}: server ended with ${child.exitCode ?? child.signalCode}, ${silent ? 'did not answer, ' : ''}register ${sound ? 'sound' : 'NOT SOUND'}`);
if (child.exitCode !== 0 || silent || !sound) console.log(server.log.split('\n').filter(line => !line.includes(' http ')).slice(-60).join('\n'));
process.exit(child.exitCode === 0 && !silent && sound ? 0 : 1);
