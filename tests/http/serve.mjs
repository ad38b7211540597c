// SPDX-License-Identifier: GPL-3.0-or-later
// Raw requests to `recto serve`, good and bad; what is told is held against what the register has.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { finish, sleep, tell } from '../tap.mjs';
import { end, models, recto, serve, status } from './server.mjs';

const { WORK, PIECES } = process.env;

function ticket(store, days = 10) {
  const number = recto('new', '-p', 'changement-adresse', '-a', 'housing=tenant', '--reception', '2026-11-23', '--store', store).trim();
  return { number, ...JSON.parse(recto('ticket', number, '--days', String(days), '--store', store, '--json')) };
}

// Limits that a test can wait for.
let folders = 0;
const quick = (limits = { 'head-s': 2, 'request-s': 6, 'grace-s': 1 }) => models(`models-${++folders}`, limits);

// ---------------------------------------------------------------- requests

// Everything that comes back until the other side closes; `bytes` is a Buffer or text, written as it is.
function raw(port, bytes, { close = false, timeout = 20000 } = {}) {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const over = () => { socket.destroy(); done(answer); };
    socket.setTimeout(timeout, over);
    socket.on('data', data => { answer += data.toString('latin1'); });
    socket.on('close', over);
    socket.on('error', () => {});
    socket.on('connect', () => socket.write(bytes, () => { if (close) socket.destroy(); }));
  });
}

const statusOf = answer => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
const get = (server, path, headers = {}) => fetch(`http://127.0.0.1:${server.port}${path}`, { headers, redirect: 'manual' });
const api = (server, code, path, options = {}) => fetch(`http://127.0.0.1:${server.port}/api/v1${path}`, { ...options, headers: { authorization: `Bearer ${code}`, ...options.headers }, redirect: 'manual' });

async function session(server, code) {
  const opened = await get(server, `/d/${code}`);
  const cookie = /recto=[^;]*/.exec(opened.headers.get('set-cookie') ?? '')?.[0];
  const page = await (await get(server, '/deposit/piece/other', { cookie })).text();
  return { cookie, token: /name="token" value="([^"]*)"/.exec(page)?.[1], key: /name="key" value="([^"]*)"/.exec(page)?.[1] };
}

const part = (name, value, file, boundary = 'XX') => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n\r\n${value}\r\n`;

function form(who, body, headers = '') {
  return `POST /deposit HTTP/1.1\r\nHost: x\r\nCookie: ${who.cookie}\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n${headers}\r\n${body}`;
}

const fields = who => part('token', who.token) + part('key', who.key);

// ---------------------------------------------------------------- where it listens

async function places() {
  for (const where of ['0.0.0.0:0', '192.168.1.1:80', '[::]:80', 'localhost:80', '127.0.0.1', '127.0.0.1:99999', 'unix:relative', 'example.org:80']) {
    let code = 0;
    try { recto('serve', '--store', `${WORK}/none`, '--no-worker', '--listen', where); } catch (error) { code = error.status; }
    tell(code === 64, `it does not listen on ${where}`, code);
  }
  const path = `${WORK}/recto.sock`, server = await serve(`${WORK}/places`, '--listen', `unix:${path}`);
  const socket = connect(path);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const [data] = await once(socket, 'data');
  tell(statusOf(data.toString()) === 200, 'it answers on a socket of this machine');
  tell(await end(server) === 0 && !existsSync(path), 'SIGTERM ends it, and its socket goes');
  const again = await serve(`${WORK}/places`, '--listen', `unix:${path}`);
  await end(again, 'SIGKILL');
  const third = await serve(`${WORK}/places`, '--listen', `unix:${path}`);
  tell(third.socket === path, 'the socket of a server that was killed is taken over');
  await end(third);
}

// ---------------------------------------------------------------- what no browser sends

async function malformed(server, store) {
  const { code, number } = ticket(store), who = await session(server, code);
  const cases = [
    ['an unknown page', 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['a path of dots', 'GET /static/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['a long path', `GET /${'a'.repeat(3000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 404],
    ['another method', 'DELETE /deposit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two lengths of a body', form(who, fields(who), 'Transfer-Encoding: chunked\r\n'), 400],
    ['a length that is none', 'POST /deposit HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nConnection: close\r\n\r\n', 400],
    ['no session', form({ cookie: 'recto=x' }, part('files', 'x', 'a.jpg')), 403],
    ['a cookie of rubbish', form({ cookie: `recto=${'A'.repeat(400)}` }, part('files', 'x', 'a.jpg')), 403],
    ['no token', form(who, `${part('files', 'x', 'a.jpg')}--XX--\r\n`), 403],
    ['a wrong token', form(who, `${part('token', 'f'.repeat(32))}${part('files', 'x', 'a.jpg')}--XX--\r\n`), 403],
    ['the token behind the file', form(who, `${part('files', 'x', 'a.jpg')}${part('token', who.token)}--XX--\r\n`), 403],
    ['a form from another site', form(who, `${fields(who)}${part('files', 'x', 'a.jpg')}--XX--\r\n`, 'Origin: https://evil.example\r\n'), 403],
    ['… as the browser tells it', form(who, `${fields(who)}${part('files', 'x', 'a.jpg')}--XX--\r\n`, 'Sec-Fetch-Site: cross-site\r\n'), 403],
    ['ten thousand parts', form(who, fields(who) + part('a', '1').repeat(10000)), 400],
    ['a field of a megabyte', form(who, `${fields(who)}${part('a', 'x'.repeat(1 << 20))}--XX--\r\n`), 400],
    ['a field with a zero byte', form(who, `${fields(who)}${part('piece', 'a\0b')}--XX--\r\n`), 400],
    ['the same field twice', form(who, `${fields(who)}${part('token', who.token)}--XX--\r\n`), 400],
    ['a form without end', form(who, fields(who)), 400],
    ['a form without files', form(who, `${fields(who)}--XX--\r\n`), 400],
    ['parts in a part', form(who, `${fields(who)}--XX\r\nContent-Disposition: form-data; name="files"\r\nContent-Type: multipart/mixed; boundary=Y\r\n\r\n--Y--\r\n--XX--`), 400],
    ['another boundary', form(who, part('token', who.token, undefined, 'YY')), 400],
    ['two boundaries', form(who, fields(who)).replace('boundary=XX', 'boundary=XX; boundary=YY'), 415],
    ['no boundary', form(who, fields(who)).replace('; boundary=XX', ''), 415],
    ['no form', form(who, 'token=1').replace('multipart/form-data; boundary=XX', 'application/x-www-form-urlencoded'), 415],
    ['rubbish', randomBytes(3000), 0],
    ['a chunk of no length', `POST /deposit HTTP/1.1\r\nHost: x\r\nCookie: ${who.cookie}\r\nContent-Type: multipart/form-data; boundary=XX\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`, 0],
    ['a head of 100 kB', `GET / HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(17000)}\r\n`, 0],
  ];
  for (const [what, bytes, wanted] of cases) {
    const answer = await raw(server.port, bytes), got = statusOf(answer);
    tell(wanted ? got === wanted : got === 0 || got >= 400, `${what}: ${wanted || 'refused'}`, answer.slice(0, 600));
  }
  tell(status(store, number).files.length === 0, 'none of these left a file in the register');
  tell((await get(server, '/')).status === 200, '… and the server lives');
}

// Every beginning of a good upload: what was not whole is not there, and one file at most is.
async function truncated(server, store) {
  const { code, number } = ticket(store), who = await session(server, code);
  const whole = form(who, `${fields(who)}${part('files', 'the bytes of a file', 'a.jpg')}--XX--\r\n`);
  const closing = whole.lastIndexOf('\r\n--XX--') + '\r\n--XX'.length;
  const cuts = Array.from({ length: whole.length }, (_, i) => i);
  while (cuts.length && cuts[0] < closing) await Promise.all(cuts.splice(0, Math.min(40, closing - cuts[0])).map(cut => raw(server.port, whole.slice(0, cut), { close: true, timeout: 3000 })));
  await sleep(500);
  tell(status(store, number).files.length === 0, `an upload cut at each of its first ${closing} bytes leaves no file`);
  await Promise.all(cuts.map(cut => raw(server.port, whole.slice(0, cut), { close: true, timeout: 3000 })));
  await sleep(500);
  tell(status(store, number).files.length <= 1, '… cut behind its file, it is there once at most');
  const answer = await raw(server.port, whole);
  tell(statusOf(answer) === 303 && status(store, number).files.length === 1, '… and sent again it is there once', answer);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(whole.slice(0, closing - 12));
  await sleep(300);
  socket.destroy();
  await sleep(700);
  const attempts = (await (await api(server, code, '/attempts')).json()).attempts;
  tell(!server.log.includes('could not be noted') && attempts.length > 0 && attempts.every(one => one.cause === 'cut' && one.name === 'a.jpg'), 'attempts that were cut are noted', server.log.split('\n').filter(line => line.startsWith('recto:')).join('\n') + JSON.stringify(attempts.filter(one => one.cause !== 'cut' || one.name !== 'a.jpg')));
}

async function names(server, store) {
  const { code, number } = ticket(store), who = await session(server, code);
  const bad = ['../../etc/passwd', 'C:\\\\Windows\\\\x.exe', 'gpj.\u202eexe', '<script>alert(1)</script>.jpg', 'a%0D%0AX-Evil: 1.jpg', '%22><img src=x>.jpg', 'n'.repeat(3000), '.', '\u200f'];
  const body = fields(who) + bad.map((name, i) => part('files', `file ${i}`, name)).join('') + '--XX--\r\n';
  const answer = await raw(server.port, form(who, body));
  const files = status(store, number).files.map(file => file.name);
  tell(statusOf(answer) === 303 && files.length === bad.length, 'hostile names: the files are there', answer.slice(0, 300));
  tell(files.every(name => !/[/\\\u202e\u200f\r\n]/.test(name) && Buffer.byteLength(name) <= 240 && name !== '.'), '… under names without folders, marks and line ends', JSON.stringify(files));
  const page = await (await get(server, '/deposit', { cookie: who.cookie })).text();
  tell(!/<script>|<img/.test(page) && page.includes('&lt;img'), '… and on the page they are text');
}

async function anyway(server, store) {
  const { code, number } = ticket(store), who = await session(server, code);
  await api(server, code, '/files?name=a.jpg', { method: 'POST', body: 'one' });
  recto('add', number, `${PIECES}/photos.jpg`, '--later', '--store', store);
  const ask = (file, back) => { const body = `${part('token', who.token)}${part('file', file)}${part('back', back)}--XX--\r\n`; return raw(server.port, form(who, body).replace('POST /deposit ', 'POST /deposit/anyway ')); };
  const bent = await ask('1', '1\r\nX-Evil: 1'), kept = await ask('1', '1.2'), others = await ask('2', '2'), none = await ask('9', '9');
  tell(statusOf(bent) === 303 && !/^X-Evil/m.test(bent) && /^Location: \/deposit\/sent\?f=1\r$/m.test(bent), 'where a form leads to is written anew from its numbers', bent.slice(0, 900));
  tell(/^Location: \/deposit\/sent\?f=1\.2\r$/m.test(kept), '… and kept', kept.slice(0, 300));
  tell(statusOf(others) === 409 && statusOf(none) === 409, 'what came another way cannot be spoken for', `${statusOf(others)} ${statusOf(none)}`);
  tell((await (await api(server, code, '/files/1')).json()).sentAnyway === true && (await api(server, code, '/files/2')).status === 404, 'one file is kept anyway, the other is not even told');
}

// ---------------------------------------------------------------- too much, too slow

async function tooMuch(server, store) {
  const { code, number } = ticket(store), who = await session(server, code), big = Buffer.alloc(30 << 20, 7);
  const head = more => `POST /api/v1/files?name=big.jpg HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${code}\r\nConnection: close\r\n${more}\r\n`;
  let began = Date.now();
  const sized = await raw(server.port, Buffer.concat([Buffer.from(head(`Content-Length: ${big.length}\r\n`)), big]));
  tell(statusOf(sized) === 413, `30 MB with their length told: 413 after ${Date.now() - began} ms`, sized.slice(0, 300));
  began = Date.now();
  const chunk = Buffer.concat([Buffer.from(`${big.length.toString(16)}\r\n`), big, Buffer.from('\r\n0\r\n\r\n')]);
  const chunked = await raw(server.port, Buffer.concat([Buffer.from(head('Transfer-Encoding: chunked\r\n')), chunk]));
  tell(statusOf(chunked) === 413, `30 MB in chunks: 413 after ${Date.now() - began} ms`, chunked.slice(0, 300));
  const asked = await raw(server.port, head(`Content-Length: ${big.length}\r\nExpect: 100-continue\r\n`));
  tell(statusOf(asked) === 413, 'who asks first is told before it sends', asked.slice(0, 200));
  const data = new FormData();
  for (const [name, value] of [['token', who.token], ['key', who.key]]) data.append(name, value);
  data.append('files', new Blob(['small and good']), 'good.txt');
  data.append('files', new Blob([big.subarray(0, 22 << 20)]), 'too-big.jpg');
  data.append('files', new Blob([]), 'empty.jpg');
  const mixed = await fetch(`http://127.0.0.1:${server.port}/deposit`, { method: 'POST', body: data, headers: { cookie: who.cookie, accept: 'application/json' } });
  const fates = (await mixed.json()).files.map(file => file.fate).join();
  tell(fates === 'kept,too-big,empty', 'of one form, what is good is kept and the rest is told', fates);
  const attempts = (await (await api(server, code, '/attempts')).json()).attempts;
  tell(['too-big.jpg too-big 23068672', 'empty.jpg empty 0'].every(wanted => attempts.some(one => `${one.name} ${one.cause} ${one.size}` === wanted)), '… and noted with name, size and cause', JSON.stringify(attempts));
  tell(status(store, number).files.length === 1, 'the register has the good one alone');
}

async function slow(store) {
  const server = await serve(store, '--models', quick()), { code, number } = ticket(store), who = await session(server, code);
  const whole = form(who, `${fields(who)}${part('files', 'x'.repeat(5000), 'slow.jpg')}--XX--\r\n`);
  const drip = (from, every) => new Promise(done => {
    const began = Date.now(), socket = connect(server.port, '127.0.0.1');
    let at = from;
    const timer = setInterval(() => socket.write(whole[at++ % whole.length]), every);
    socket.write(whole.slice(0, from));
    socket.on('error', () => {});
    socket.on('close', () => { clearInterval(timer); done(Date.now() - began); });
    setTimeout(() => { clearInterval(timer); socket.destroy(); done(99999); }, 15000).unref();
  });
  const heads = Promise.all(Array.from({ length: 300 }, () => drip(10, 400))), bodies = Promise.all(Array.from({ length: 20 }, () => drip(whole.indexOf('xxxx') + 50, 200)));
  const times = [];
  for (let i = 0; i < 40; i++) {
    const began = performance.now();
    await (await get(server, '/')).text();
    times.push(performance.now() - began);
    await sleep(20);
  }
  times.sort((a, b) => a - b);
  tell(times[37] < 200, `320 slow clients do not slow the others (95 % of answers within ${times[37].toFixed(0)} ms)`, times.join(' '));
  const cutHeads = await heads, cutBodies = await bodies;
  tell(Math.max(...cutHeads) < 5000, `a head that comes byte by byte is cut (the last after ${Math.max(...cutHeads)} ms)`);
  tell(Math.max(...cutBodies) < 9000, `… and a body below the least rate (the last after ${Math.max(...cutBodies)} ms)`);
  await sleep(300);
  tell(status(store, number).files.length === 0, '… and leaves no file');
  tell(await end(server) === 0, 'and the server ends as it should');
}

// ---------------------------------------------------------------- tickets and programs

async function tickets(server, store) {
  const mine = ticket(store), other = ticket(store), code = mine.code;
  const body = readFileSync(`${PIECES}/justificatif-domicile.pdf`), deposited = await api(server, code, '/files?name=facture.pdf', { method: 'POST', body });
  tell(deposited.status === 201 && deposited.headers.get('location') === '/api/v1/files/1', 'a program deposits with its ticket', deposited.status);
  recto('work', '--store', store);
  for (const [what, header, wanted] of [['no ticket', {}, 401], ['a misprinted one', { authorization: 'Bearer 7K3V' }, 401], ['an unknown one', { authorization: 'Bearer 0000-0000-0000-0000-0' }, 401]])
    tell((await get(server, '/api/v1/dossier', header)).status === wanted, `${what}: ${wanted}`);
  const who = await session(server, code);
  tell((await get(server, '/api/v1/dossier', { cookie: who.cookie })).status === 401, 'a cookie, which any page could make a browser send, is no ticket for programs');
  const answers = [];
  for (const path of ['/deposit', '/deposit/piece/domicile', '/deposit/piece/titre', '/deposit/piece/other', '/deposit/sent?f=1', '/deposit/attempts']) answers.push(await (await get(server, path, { cookie: who.cookie })).text());
  for (const path of ['/dossier', '/files/1', '/attempts']) answers.push(await (await api(server, code, path)).text());
  tell(answers[4].includes('facture.pdf') && answers[6].includes('internet-bill'), 'the holder is told what arrived and what it is');
  const judged = JSON.parse((() => { try { return recto('judge', mine.number, '--store', store, '--json'); } catch (error) { return error.stdout; } })());
  const values = judged.documents.flatMap(d => d.fields).map(f => f.value).filter(v => v && v.length > 5);
  tell(values.length > 2 && !answers.some(text => values.some(value => text.includes(value))), 'a ticket reads no document back: nothing that was read stands on any page', values.join(' | '));
  recto('add', mine.number, `${PIECES}/photos.jpg`, '--later', '--store', store);
  recto('work', '--store', store);
  writeFileSync(`${WORK}/slip.pdf`, Buffer.from(await (await api(server, code, '/slip')).arrayBuffer()));
  const slip = execFileSync('pdftotext', ['-layout', `${WORK}/slip.pdf`, '-'], { encoding: 'utf8' }), later = await (await api(server, code, '/dossier')).text();
  tell(slip.includes('facture.pdf') && !slip.includes('photos.jpg') && !later.includes('photos.jpg'), 'what came another way is told without its name', slip);
  recto('replace', mine.number, '1:1', `${PIECES}/titre-recto-verso.jpg`, '--later', '--store', store);
  const counted = (await (await api(server, code, '/files/1')).json()).pages[0], page = await (await get(server, '/deposit/sent?f=1', { cookie: who.cookie })).text();
  tell(counted.replaced === true && page.includes('Page remplacée par une autre'), 'a page that counts no more is told as one', JSON.stringify(counted));
  for (const path of ['/deposit/thumb/1.1', '/deposit/original/1', '/deposit/files/1', '/blobs', '/store/site.key']) tell((await get(server, path, { cookie: who.cookie })).status === 404, `${path}: not for this browser, or not at all`);
  const stranger = await api(server, other.code, '/files/1');
  tell(stranger.status === 404, 'another ticket does not see it', stranger.status);
  for (let i = 0; i < 10; i++) await get(server, '/d/0000-0000-0000-0000-0');
  tell((await get(server, '/d/0000-0000-0000-0000-0')).status === 429, 'after ten wrong codes an address is told to wait');
  tell((await get(server, `/d/${code}`)).status === 303, '… while a right one still opens');
  recto('ticket', mine.number, '--revoke', '1', '--store', store);
  tell((await get(server, '/deposit', { cookie: who.cookie })).status === 403 && (await api(server, code, '/dossier')).status === 401, 'a revoked ticket opens nothing, nor does its session');
  const log = server.log;
  tell(![code, code.replaceAll('-', ''), 'facture.pdf', who.cookie, who.token].some(secret => log.includes(secret)), 'the log knows no code, no name, no session', log.slice(-500));
}

async function programs(server, store) {
  const { code, number } = ticket(store), body = 'some bytes', key = { 'idempotency-key': 'one' };
  const first = await api(server, code, '/files?name=a.txt&piece=titre', { method: 'POST', body, headers: key }), second = await api(server, code, '/files?name=a.txt', { method: 'POST', body, headers: key });
  const a = await first.json(), b = await second.json();
  tell(first.status === 201 && second.status === 200 && b.again && a.file === b.file && status(store, number).files.length === 1, 'the same key is one deposit', JSON.stringify([a, b]));
  tell(a.sha256 === createHash('sha256').update(body).digest('hex'), '… whose digest is told');
  const clash = await api(server, code, '/files?name=a.txt', { method: 'POST', body: 'others', headers: key });
  tell(clash.status === 422 && clash.headers.get('content-type') === 'application/problem+json', 'the same key with other bytes is told: 422', clash.status);
  tell((await clash.json()).reference.length === 8, '… as a problem with a reference');
  const many = await Promise.all(Array.from({ length: 8 }, () => api(server, code, '/files?name=b.txt', { method: 'POST', body: 'at once', headers: { 'idempotency-key': 'two' } })));
  tell(many.filter(one => one.status === 201).length === 1 && status(store, number).files.length === 2, 'eight at once with one key are one deposit', many.map(one => one.status).join());
  const state = await api(server, code, '/dossier'), etag = state.headers.get('etag');
  tell((await api(server, code, '/dossier', { headers: { 'if-none-match': etag } })).status === 304, 'nothing new: 304');
  await api(server, code, '/files?name=c.txt', { method: 'POST', body: 'third' });
  const changed = await api(server, code, '/dossier', { headers: { 'if-none-match': etag } });
  tell(changed.status === 200 && changed.headers.get('etag') !== etag, '… something new: 200');
  const dossier = await changed.json();
  tell(dossier.files.length === 3 && dossier.files[0].piece === 'titre' && dossier.pieces.length >= 2, 'the dossier tells files and pieces');
  const slip = await api(server, code, '/slip');
  tell(slip.headers.get('content-type') === 'application/pdf' && (await slip.text()).startsWith('%PDF'), 'the slip comes as PDF');
  tell((await api(server, code, '/files', { method: 'POST', body: '' })).status === 400, 'nothing is no file: 400');
  recto('close', number, '--store', store);
  const closed = await api(server, code, '/files?name=d.txt', { method: 'POST', body: 'late' });
  tell(closed.status === 409, 'a closed dossier takes no files: 409', closed.status);
}

// ---------------------------------------------------------------- uploads that go on later

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');
const reprDigest = bytes => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

// A program that sends in parts.
function sender(server, code) {
  const call = (method, path, headers = {}, body = undefined) => api(server, code, path, { method, headers, body, duplex: 'half' });
  const place = answer => answer.headers.get('location')?.replace('/api/v1', '');
  return {
    call, place,
    make: async (length, more = {}, name = 'scan.pdf') => call('POST', `/uploads?name=${name}`, { 'upload-complete': '?0', ...(length === undefined ? {} : { 'upload-length': String(length) }), ...more }),
    offset: async path => Number((await call('HEAD', path)).headers.get('upload-offset')),
    append: (path, offset, body, end, more = {}) => call('PATCH', path, { 'content-type': 'application/partial-upload', 'upload-offset': String(offset), 'upload-complete': end ? '?1' : '?0', ...more }, body),
  };
}

const patch = (code, path, offset, length, end = '?1') => `PATCH /api/v1${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${code}\r\nContent-Type: application/partial-upload\r\nUpload-Offset: ${offset}\r\nUpload-Complete: ${end}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;

async function parts(server, store) {
  const { code, number } = ticket(store), to = sender(server, code), bytes = randomBytes(300000);
  const made = await to.make(bytes.length, { 'repr-digest': reprDigest(bytes) }), path = to.place(made);
  tell(made.status === 201 && made.headers.get('upload-offset') === '0' && /max-size=20971520/.test(made.headers.get('upload-limit')), 'an upload is made before its first byte, with its limits', made.status);
  const first = await to.append(path, 0, bytes.subarray(0, 100001), false);
  tell(first.status === 204 && first.headers.get('upload-offset') === '100001' && first.headers.get('upload-complete') === '?0', 'a part of it is acknowledged', first.status);
  const head = await to.call('HEAD', path);
  tell(head.status === 204 && ['100001', '?0', '300000', 'no-store'].join() === ['upload-offset', 'upload-complete', 'upload-length', 'cache-control'].map(name => head.headers.get(name)).join(), 'HEAD tells how far it is', [...head.headers].join(' '));
  tell(status(store, number).files.length === 0 && (await (await api(server, code, '/dossier')).json()).files.length === 0, 'what is not whole is not received');
  const again = await to.make(bytes.length, { 'repr-digest': reprDigest(bytes) });
  tell(again.status === 200 && to.place(again) === path && again.headers.get('upload-offset') === '100001', 'the same file chosen again is found where it stopped', again.status);
  const wrong = await to.append(path, 99999, bytes.subarray(99999), true), problem = await wrong.json();
  tell(wrong.status === 409 && wrong.headers.get('upload-offset') === '100001' && problem.type.endsWith('#mismatching-upload-offset'), 'another offset is refused, and the right one told: 409', JSON.stringify(problem));
  const last = await to.append(path, 100001, bytes.subarray(100001), true), receipt = await last.json();
  tell(last.status === 201 && last.headers.get('upload-complete') === '?1' && receipt.sha256 === sha256(bytes) && status(store, number).files.length === 1, 'the end makes it a deposit, with its receipt', JSON.stringify(receipt));
  const done = await to.call('HEAD', path);
  tell(done.headers.get('upload-complete') === '?1' && done.headers.get('location') === '/api/v1/files/1', 'whoever missed the receipt is led to it', [...done.headers].join(' '));
  const same = await to.make(bytes.length, { 'repr-digest': reprDigest(bytes) }), known = await same.json();
  tell(same.status === 200 && known.again && known.file === receipt.file && status(store, number).files.length === 1, 'the same digest again is the same receipt', JSON.stringify(known));
  tell((await to.append(path, bytes.length, '', true)).status === 400 && (await to.call('DELETE', path)).status === 404, 'what was received is neither appended to nor deleted');
  const other = sender(server, ticket(store).code), mine = to.place(await to.make(10));
  const strangers = [await other.call('HEAD', mine), await other.append(mine, 0, 'x', false), await other.call('DELETE', mine)].map(one => one.status).join();
  tell(strangers === '404,404,404' && await to.offset(mine) === 0, 'another ticket does not know it', strangers);
  tell((await to.call('DELETE', mine)).status === 204 && (await to.call('HEAD', mine)).status === 404, 'its own may end it');
  const whole = await to.call('POST', '/uploads?name=one.pdf', { 'upload-complete': '?1' }, 'in one go');
  tell(whole.status === 201 && (await whole.json()).sha256 === sha256('in one go'), 'a file that comes whole at once is a deposit');
}

async function badParts(server, store) {
  const { code, number } = ticket(store), to = sender(server, code), asks = async promise => (await promise).status;
  tell(await asks(to.call('POST', '/uploads?name=x', {})) === 400 && await asks(to.call('POST', '/uploads?name=x', { 'upload-complete': 'yes' })) === 400, 'without Upload-Complete: 400');
  const path = to.place(await to.make(10));
  tell(await asks(to.call('PATCH', path, { 'upload-offset': '0', 'upload-complete': '?0' }, 'x')) === 415, 'another type: 415');
  tell(await asks(to.call('PATCH', path, { 'content-type': 'application/partial-upload', 'upload-complete': '?0' }, 'x')) === 400, 'without Upload-Offset: 400');
  tell(await asks(to.append('/uploads/' + '0'.repeat(32), 0, 'x', false)) === 404 && await asks(to.append('/uploads/..', 0, 'x', false)) === 404, 'one that is not there: 404');
  tell(await asks(to.append(path, 0, '12345', false, { 'upload-length': '11' })) === 400, 'another length than before: 400');
  const over = to.place(await to.make(10));
  tell(await asks(to.append(over, 0, '12345678901', true)) === 400 && await asks(to.call('HEAD', over)) === 404, 'more than its length: 400, and it is not gone on with');
  const chunked = to.place(await to.make(10)), stream = new ReadableStream({ start(out) { out.enqueue(Buffer.from('1234567')); out.enqueue(Buffer.from('89012345')); out.close(); } });
  tell(await asks(to.append(chunked, 0, stream, true)) === 400 && await asks(to.call('HEAD', chunked)) === 404, '… in chunks too');
  const short = to.place(await to.make(10));
  tell(await asks(to.append(short, 0, '123', false)) === 204 && await asks(to.append(short, 3, '4', true)) === 400, 'an end before its length is none: 400');
  const big = await to.make(21 << 20);
  tell(big.status === 413 && /max-size/.test(big.headers.get('upload-limit')), 'beyond the limit: 413, which tells it', big.status);
  const later = to.place(await to.make());
  tell(await asks(to.append(later, 0, 'x', false, { 'upload-length': String(22 << 20) })) === 413 && await asks(to.call('HEAD', later)) === 404, '… also when its length is told later');
  const endless = to.place(await to.make()), mib = Buffer.alloc(1 << 20, 7);
  for (let i = 0; i < 20; i++) await to.append(endless, i << 20, mib, false);
  tell(await to.offset(endless) === 20 << 20 && await asks(to.append(endless, 20 << 20, 'x', false)) === 413 && await asks(to.call('HEAD', endless)) === 404, '… and without a length told, once it is reached');
  const altered = to.place(await to.make(5, { 'repr-digest': reprDigest('other') }));
  const answer = await to.append(altered, 0, 'bytes', true);
  tell(answer.status === 422 && (await answer.json()).type === 'urn:recto:problem:file-altered' && await asks(to.call('HEAD', altered)) === 404, 'what is not its digest is not taken: 422', answer.status);
  tell(await asks(to.append(to.place(await to.make(0)), 0, '', true)) === 400, 'nothing is no file: 400');
  tell(status(store, number).files.length === 0, 'none of these is in the register');
  const attempts = (await (await api(server, code, '/attempts')).json()).attempts, causes = attempts.map(one => one.cause);
  tell(causes.includes('altered') && causes.includes('empty'), '… and those that ended are noted', causes.join());
  const long = attempts.filter(one => one.cause === 'too-big').map(one => one.size).join();
  tell(long === [21 << 20, 22 << 20, (20 << 20) + 1].join() && attempts.every(one => one.name === 'scan.pdf'), '… what was too long too, by the size that was told or came', JSON.stringify(attempts));
}

// A line that breaks at each byte: what the server has is a beginning, and the rest makes it whole.
async function brokenParts(server, store) {
  const { code, number } = ticket(store), to = sender(server, code), bytes = randomBytes(48);
  let kept = 0, sound = 0, wrong = '';
  for (let cut = 0; cut <= bytes.length; cut++) {
    const path = to.place(await to.make(bytes.length)), head = patch(code, path, 0, bytes.length);
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    await new Promise(done => socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, cut)]), done));
    if (cut < bytes.length) await sleep(8); // the last one is whole: it must not be told twice
    else await once(socket, 'data');
    socket.destroy();
    const there = await to.call('HEAD', path), offset = Number(there.headers.get('upload-offset'));
    if (offset > cut) wrong += `${cut}: ${offset} `;
    kept += offset;
    if (there.headers.get('upload-complete') === '?1') { sound++; continue; }
    const end = await to.append(path, offset, bytes.subarray(offset), true);
    if (end.status === 201 && (await end.json()).sha256 === sha256(bytes)) sound++;
    else wrong += `${cut}: ${end.status} `;
  }
  tell(!wrong && sound === bytes.length + 1 && status(store, number).files.length === sound, `a line that breaks at each of ${bytes.length} bytes: gone on with, ${sound} whole files`, wrong);
  tell(kept > 0.9 * bytes.length * (bytes.length + 1) / 2, `… from where it broke: ${kept} of ${bytes.length * (bytes.length + 1) / 2} bytes did not have to come again`);
  const path = to.place(await to.make(bytes.length)), head = patch(code, path, 0, bytes.length);
  for (let cut = 0; cut < head.length; cut += 1) {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    await new Promise(done => socket.write(head.slice(0, cut), done));
    socket.destroy();
  }
  tell(await to.offset(path) === 0, `… cut in its head at each of ${head.length} bytes, nothing of it is there`);
  await to.call('DELETE', path);
  const attempts = (await (await api(server, code, '/attempts')).json()).attempts;
  tell(attempts.length > 0 && attempts.length <= bytes.length && attempts.every(one => one.cause === 'cut' && one.name === 'scan.pdf'), 'each that broke is noted once', JSON.stringify(attempts.slice(0, 3)));
}

async function twoWriters(server, store) {
  const { code, number } = ticket(store), to = sender(server, code), bytes = randomBytes(200000);
  const path = to.place(await to.make(bytes.length, { 'repr-digest': reprDigest(bytes) })), socket = connect(server.port, '127.0.0.1');
  let told = '';
  socket.on('data', data => { told += data; });
  socket.write(Buffer.concat([Buffer.from(patch(code, path, 0, bytes.length)), bytes.subarray(0, 90000)]));
  await sleep(200);
  const offset = await to.offset(path);
  tell(offset > 60000 && offset <= 90000, 'who asks is told what there is, while somebody writes', offset);
  socket.write(bytes.subarray(90000, 120000));
  await sleep(100);
  tell(await to.offset(path) === offset, '… and whoever wrote does not any more: the offset holds');
  const second = await to.append(path, offset, bytes.subarray(offset), true);
  socket.write(bytes.subarray(120000));
  await once(socket, 'close');
  tell(second.status === 201 && (await second.json()).sha256 === sha256(bytes) && statusOf(told) === 409, 'the one that came later ends it, the first is told', told.slice(0, 200));
  const more = randomBytes(400000), race = to.place(await to.make(more.length, { 'repr-digest': reprDigest(more) }));
  const answers = await Promise.all(Array.from({ length: 6 }, () => to.append(race, 0, more, true).then(one => one.status, () => 0)));
  const rest = await to.make(more.length, { 'repr-digest': reprDigest(more) }), from = Number(rest.headers.get('upload-offset'));
  const end = rest.headers.get('upload-complete') === '?1' ? rest : await to.append(race, from, more.subarray(from), true);
  const file = await end.json();
  tell(file.sha256 === sha256(more) && status(store, number).files.length === 2, `six at once: one file, and it is right (${answers.join()})`, JSON.stringify(file));
}

// What the page's own script does.
async function pageParts(server, store) {
  const { code, number } = ticket(store), who = await session(server, code), bytes = randomBytes(50000);
  const make = headers => fetch(`http://127.0.0.1:${server.port}/deposit/uploads?name=photo.jpg&piece=titre&replaces=`, { method: 'POST', headers: { cookie: who.cookie, 'upload-complete': '?0', 'upload-length': '50000', 'repr-digest': reprDigest(bytes), ...headers } });
  tell((await make({})).status === 403 && (await make({ 'x-recto-token': 'f'.repeat(32) })).status === 403, 'the page sends parts with its token alone');
  tell((await make({ 'x-recto-token': who.token, origin: 'https://evil.example' })).status === 403, '… and not from another site');
  const made = await make({ 'x-recto-token': who.token }), path = made.headers.get('location');
  const append = (offset, body, end) => fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'PATCH', body, headers: { cookie: who.cookie, 'x-recto-token': who.token, 'content-type': 'application/partial-upload', 'upload-offset': String(offset), 'upload-complete': end } });
  tell(made.status === 201 && /^\/deposit\/uploads\/[0-9a-f]{32}$/.test(path) && (await append(0, bytes.subarray(0, 20000), '?0')).status === 204, '… begins one', `${made.status} ${path}`);
  const page = await (await get(server, '/deposit/piece/titre', { cookie: who.cookie })).text(), other = await (await get(server, '/deposit/piece/other', { cookie: who.cookie })).text(), list = await (await get(server, '/deposit', { cookie: who.cookie })).text();
  tell(/data-unfinished[^>]*>.*photo\.jpg/.test(page) && !other.includes('photo.jpg') && !list.includes('photo.jpg'), '… which its piece tells as unfinished, and nothing as received', page.match(/data-unfinished[^]{0,200}/)?.[0]);
  const second = await session(server, code), resumed = await make({ cookie: second.cookie, 'x-recto-token': second.token });
  tell(resumed.status === 200 && resumed.headers.get('upload-offset') === '20000' && resumed.headers.get('location') === path, 'opened again with the same ticket, the same file goes on where it stopped', resumed.status);
  const end = await append(20000, bytes.subarray(20000), '?1'), told = await end.json();
  tell(end.status === 200 && told.see === '/deposit/sent?f=1' && told.files[0].fate === 'kept' && status(store, number).files[0].sha256 === sha256(bytes), '… and leads to what was received', JSON.stringify(told));
  const same = await (await make({ 'x-recto-token': who.token })).json();
  tell(same.files[0].file === 1 && status(store, number).files.length === 1, 'sent again, it is the same one');
}

async function keptParts(store) {
  let server = await serve(store);
  const { code, number } = ticket(store), bytes = randomBytes(12 << 20), marked = Buffer.concat([Buffer.from('CANARY-BYTES-'.repeat(100)), bytes]);
  let to = sender(server, code), acknowledged = 0, rounds = 0, wrong = '';
  const path = to.place(await to.make(marked.length, { 'repr-digest': reprDigest(marked) }, 'canary-name.pdf'));
  for (; rounds < 4; rounds++) {
    const ends = sleep(60 + Math.random() * 200).then(() => end(server, 'SIGKILL'));
    for (let at = acknowledged; at + 65536 < marked.length; at = acknowledged) {
      const answer = await to.append(path, at, marked.subarray(at, at + 65536), false).catch(() => null);
      if (answer?.status !== 204) break;
      acknowledged = Number(answer.headers.get('upload-offset'));
      await sleep(8); // on a fast disk it must not come to its end before the fourth kill
    }
    await ends;
    server = await serve(store);
    to = sender(server, code);
    const there = await to.offset(path);
    if (!(there >= acknowledged)) wrong += `${acknowledged} acknowledged, ${there} there; `;
    acknowledged = there;
  }
  tell(!wrong && acknowledged > 0 && acknowledged < marked.length - 65536, `kill -9 while parts come, four times: what was acknowledged is there (${acknowledged} bytes)`, wrong);
  const files = execFileSync('find', [`${store}/uploads`, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n'), kept = readFileSync(files[0]);
  tell(files.length === 1 && !kept.includes('CANARY') && !kept.includes('canary-name') && !kept.includes(marked.subarray(50000, 50016)), 'what waits is sealed, its name too');
  await end(server);
  server = await serve(store);
  to = sender(server, code);
  tell(await to.offset(path) === acknowledged, 'SIGTERM leaves it as it is');
  const last = await to.append(path, acknowledged, marked.subarray(acknowledged), true);
  tell(last.status === 201 && (await last.json()).sha256 === sha256(marked), '… and it is gone on with to its end', last.status);
  tell(execFileSync('find', [`${store}/uploads`, '-type', 'f'], { encoding: 'utf8' }) === '', '… after which nothing waits');
  tell(JSON.parse(recto('verify', '--store', store, '--json')).faults.length === 0, '… and the register is sound');
  const left = to.place(await to.make(100));
  await to.append(left, 0, 'something', false);
  recto('purge', number, '--why', 'test', '--yes', number, '--store', store);
  tell(!existsSync(`${store}/uploads/${number}`) && (await to.call('HEAD', left)).status === 401, 'a purge takes it along');
  await end(server);
}

async function manyParts(store) {
  const few = quick({ 'ticket-uploads': 3, 'ticket-upload-bytes': 5000, 'address-uploads': 5, 'address-upload-bytes': 9000, 'upload-keep-s': 2 });
  const server = await serve(store, '--models', few), one = sender(server, ticket(store).code), other = sender(server, ticket(store).code), third = sender(server, ticket(store).code);
  const made = [];
  for (const [to, length] of [[one, 1000], [one, 4500], [one, 1000], [one, 1000], [one, 1000], [other, 3000], [other, 1000], [third, 100], [third, 10000]]) made.push(await to.make(length));
  const answers = made.map(answer => answer.status).join();
  tell(answers === '201,429,201,201,429,201,201,429,429', 'a ticket and an address have so many, and so many bytes, that wait', answers);
  await sleep(2300);
  const later = await third.make(100);
  tell(later.status === 201 && (await one.call('HEAD', one.place(made[0]))).status === 404, '… for so long: then they are gone, and there is room', later.status);
  await end(server);
}

// ---------------------------------------------------------------- changes, as they come

// A stream as it is heard: its events so far, and its end.
async function hear(server, cookie) {
  const stop = new AbortController(), answer = await fetch(`http://127.0.0.1:${server.port}/deposit/events`, { headers: { cookie }, signal: stop.signal });
  const heard = { status: answer.status, type: answer.headers.get('content-type'), events: [], over: false, text: '', close: () => stop.abort() };
  (async () => {
    for await (const bytes of answer.body) {
      heard.text += Buffer.from(bytes).toString();
      heard.events = [...heard.text.matchAll(/^data: (.*)$/gm)].map(match => match[1]);
    }
  })().catch(() => {}).finally(() => { heard.over = true; });
  return heard;
}

async function until(right, ms = 3000) {
  for (const end = Date.now() + ms; Date.now() < end && !right();) await sleep(20);
  return right();
}

async function streams(store) {
  const server = await serve(store), mine = ticket(store), other = ticket(store), who = await session(server, mine.code), stranger = await session(server, other.code);
  const etag = async at => /data-etag="([^"]*)"/.exec(await (await get(server, '/deposit', { cookie: at.cookie })).text())?.[1].replaceAll('&quot;', '"');
  tell((await hear(server, '')).status === 403, 'a stream without a session: 403');
  const heard = await hear(server, who.cookie), theirs = await hear(server, stranger.cookie);
  tell(heard.status === 200 && heard.type === 'text/event-stream' && await until(() => heard.events.length === 1), 'a ticket hears where its dossier stands', JSON.stringify(heard));
  tell(heard.events[0] === await etag(who), '… by the stamp of its own page', `${heard.events} ${await etag(who)}`);
  const began = Date.now();
  await api(server, mine.code, '/files?name=secret-name.pdf&piece=titre', { method: 'POST', body: 'some bytes' });
  tell(await until(() => heard.events.length === 2) && heard.events[1] === await etag(who), `… and what is new, ${Date.now() - began} ms after it was sent`, `${heard.events} ${await etag(who)}`);
  await sleep(1200);
  tell(theirs.events.length === 1 && heard.events.length === 2, 'another dossier hears nothing of it, and nobody anything when nothing happened', JSON.stringify([theirs.events, heard.events]));
  tell(/^(retry: \d+\n|data: "[0-9a-f]{24}"\n|:\n|\n)*$/.test(heard.text), 'a stream tells stamps and nothing else', heard.text);
  const more = await Promise.all(Array.from({ length: 4 }, () => hear(server, who.cookie)));
  tell(more.map(one => one.status).sort().join() === '200,200,200,503' && (await hear(server, stranger.cookie)).status === 200, 'a ticket has four streams, others theirs', more.map(one => one.status).join());
  more.find(one => one.status === 200).close();
  await sleep(300);
  tell((await hear(server, who.cookie)).status === 200, '… and one that ends makes room');
  recto('ticket', mine.number, '--revoke', '1', '--store', store);
  tell(await until(() => heard.over) && !theirs.over, 'a ticket that is revoked is not told anything more: its streams end');
  tell((await hear(server, who.cookie)).status === 403, '… and none begins');
  theirs.close();
  await end(server);
  const few = quick({ 'address-streams': 3, 'ticket-streams': 2, 'session-s': 2 }), strict = await serve(store, '--models', few), tickets = [1, 2, 3].map(() => ticket(store));
  const sessions = await Promise.all(tickets.map(one => session(strict, one.code)));
  const crowd = [];
  for (const one of [...sessions, sessions[0]]) crowd.push(await hear(strict, one.cookie));
  tell(crowd.map(one => one.status).join() === '200,200,200,503', 'an address has so many streams', crowd.map(one => one.status).join());
  tell(await until(() => crowd.every(one => one.over), 5000), 'a session that is over ends its streams');
  await end(strict);
}

// ---------------------------------------------------------------- its own death

async function killed(store) {
  const { code, number } = ticket(store), acknowledged = [];
  for (let round = 0; round < 4; round++) {
    const server = await serve(store);
    const send = async () => {
      for (;;) {
        const body = randomBytes(20000 + Math.floor(Math.random() * 200000));
        try {
          const answer = await api(server, code, '/files?name=x.bin', { method: 'POST', body });
          if (answer.status !== 201) return;
          acknowledged.push(createHash('sha256').update(body).digest('hex'));
        } catch { return; }
      }
    };
    const senders = Array.from({ length: 8 }, send);
    await sleep(250 + Math.random() * 500);
    await end(server, 'SIGKILL');
    await Promise.all(senders);
  }
  const there = new Set(status(store, number).files.map(file => file.sha256));
  tell(acknowledged.length > 8 && acknowledged.every(digest => there.has(digest)), `kill -9 during uploads, four times: all ${acknowledged.length} that were acknowledged are stored (of ${there.size})`);
  const verified = JSON.parse(recto('verify', '--store', store, '--json'));
  tell(verified.faults.length === 0, '… and the register is sound', JSON.stringify(verified).slice(0, 400));
}

async function gentle(store) {
  const server = await serve(store), { code, number } = ticket(store), body = 'y'.repeat(3000);
  const socket = connect(server.port, '127.0.0.1');
  let answer = '';
  socket.on('data', data => { answer += data; });
  socket.write(`POST /api/v1/files?name=last.txt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${code}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.slice(0, 1000)}`);
  await sleep(300);
  server.child.kill('SIGTERM');
  await sleep(700);
  socket.write(body.slice(1000));
  await once(socket, 'close');
  tell(statusOf(answer) === 201 && status(store, number).files.length === 1, 'SIGTERM waits for who is sending', answer.slice(0, 200));
  if (server.child.exitCode === null) await once(server.child, 'exit');
  tell(server.child.exitCode === 0, '… and ends well');
}

const store = `${WORK}/store`;
await places();
const server = await serve(store);
await malformed(server, store);
await truncated(server, store);
await names(server, store);
await anyway(server, store);
await tooMuch(server, store);
await programs(server, store);
await parts(server, store);
await badParts(server, store);
await brokenParts(server, store);
await twoWriters(server, store);
await pageParts(server, store);
await tickets(server, store);
await end(server);
await keptParts(`${WORK}/parts`);
await manyParts(`${WORK}/many`);
await streams(`${WORK}/streams`);
await slow(`${WORK}/slow`);
await killed(`${WORK}/killed`);
await gentle(`${WORK}/gentle`);
finish();
