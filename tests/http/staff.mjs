// SPDX-License-Identifier: GPL-3.0-or-later
// The staff's side of `recto serve`: doors, roles, tokens, the ends of sessions, guesses, and what logs and journal tell.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { finish, sleep, tell } from '../tap.mjs';
import { end, history, models, recto, serve, serveBy, status, typed, work } from './server.mjs';

const { MODELS, WORK, ROUTES } = process.env;
const PHRASE = 'a long phrase of mine';
const LEAKED = 'la mer est bleue ce matin', SITE = `${WORK}/site.yaml`;
const digest = text => createHash('sha1').update(text).digest('hex').toUpperCase();
writeFileSync(`${WORK}/leaked.txt`, [LEAKED, ...Array.from({ length: 300 }, (_, i) => `other ${i}`)].map((one, i) => `${digest(one)}:${i + 1}\r\n`).sort().join(''));
writeFileSync(SITE, 'service: Accueil\ncompetent-authority: no\nleaked-passwords: leaked.txt\n');
const addUser = (store, name, role, ...more) => typed(`${PHRASE}\n`, 'user', 'add', name, '--role', role, '--store', store, ...more);

// ---------------------------------------------------------------- requests

const html = { accept: 'text/html' };
const get = (server, path, headers = {}) => fetch(server.base + path, { headers: { ...html, ...headers }, redirect: 'manual' });
function post(server, path, fields, headers = {}) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) data.append(name, value);
  return fetch(server.base + path, { method: 'POST', body: data, headers: { ...html, ...headers }, redirect: 'manual' });
}
// Debian 12's node has no getSetCookie; ours hold no comma.
const cookiesOf = answer => answer.headers.get('set-cookie')?.split(', ') ?? [];
const cookieOf = (answer, name) => new RegExp(`${name}=[^;]+`).exec(cookiesOf(answer).join('\n'))?.[0];
const tokenOf = text => /name="token" value="([^"]*)"/.exec(text)?.[1];

async function door(server) {
  const page = await get(server, '/sign-in');
  return { cookie: cookieOf(page, 'recto-door'), token: tokenOf(await page.text()) };
}

async function signIn(server, name, password = PHRASE, more = {}) {
  const { cookie, token } = await door(server);
  const answer = await post(server, '/sign-in', { token, name, password, ...more }, { cookie });
  const session = cookieOf(answer, 'recto-staff');
  if (!session) return { status: answer.status, answer, text: await answer.text() };
  const page = await get(server, '/desk/password', { cookie: session });
  return { status: answer.status, answer, cookie: session, token: tokenOf(await page.text()) };
}

// ---------------------------------------------------------------- the door

async function enter(server) {
  const far = await get(server, '/desk/password');
  tell(far.status === 303 && far.headers.get('location') === '/sign-in?to=/desk/password', 'without a session a page leads to the door', far.status);
  tell((await get(server, '/desk/password', { accept: 'application/json' })).status === 403, '… and a program is refused');
  const nadia = await signIn(server, 'Nadia', PHRASE, { to: '/desk/password' });
  tell(nadia.status === 303 && nadia.answer.headers.get('location') === '/desk/password', 'name and password open, and lead to where one wanted to go', nadia.status);
  const words = cookiesOf(nadia.answer).find(one => one.startsWith('recto-staff='));
  tell(/recto-staff=[0-9a-f]{64}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/.test(words), 'the cookie has 256 random bits, is for this site and not for scripts', words);
  const again = await signIn(server, 'nadia');
  tell(again.cookie !== nadia.cookie, 'each session has an id of its own');
  for (const to of ['//evil.example', 'https://evil.example', '/desk/../x', '/desk?x', '/deskx', '/desk/\r\nX-Evil: 1']) {
    const led = (await signIn(server, 'nadia', PHRASE, { to })).answer.headers.get('location');
    tell(led === '/desk', `"${JSON.stringify(to).slice(1, -1)}" is no place to be led to`, led);
  }
  typed('  two  spaces Straße é \n', 'user', 'add', 'spaces', '--role', 'counter', '--store', store);
  tell((await signIn(server, 'spaces', '  two  spaces Straße é ')).status === 303 && (await signIn(server, 'spaces', 'two spaces Straße é')).status === 403, "a password's spaces are part of it");
  const fixed = `recto-staff=${'a'.repeat(64)}`, page = await door(server);
  const entered = await post(server, '/sign-in', { token: page.token, name: 'nadia', password: PHRASE }, { cookie: `${page.cookie}; ${fixed}` });
  tell(cookieOf(entered, 'recto-staff') !== fixed, 'an id that somebody else chose is not taken over');
  tell((await get(server, '/desk/password', { cookie: fixed })).status === 303, '… and opens nothing');
}

async function tokens(server) {
  const page = await door(server), nadia = await signIn(server, 'nadia'), paul = await signIn(server, 'rachid');
  const cases = [
    ['no token', {}, { cookie: page.cookie }], ['a wrong token', { token: 'f'.repeat(32) }, { cookie: page.cookie }], ['no cookie', { token: page.token }, {}],
    ['another cookie', { token: page.token }, { cookie: `recto-door=${'0'.repeat(32)}` }],
    ['another site', { token: page.token }, { cookie: page.cookie, origin: 'https://evil.example' }], ['… as the browser tells it', { token: page.token }, { cookie: page.cookie, 'sec-fetch-site': 'cross-site' }],
  ];
  for (const [what, fields, headers] of cases) {
    const answer = await post(server, '/sign-in', { name: 'nadia', password: PHRASE, ...fields }, headers);
    tell(answer.status === 403 && !cookieOf(answer, 'recto-staff'), `at the door, ${what}: 403`, answer.status);
  }
  for (const [what, token, headers] of [['no token', undefined, {}], ["another's token", paul.token, {}], ['a wrong token', '0'.repeat(32), {}], ['another site', nadia.token, { origin: 'https://evil.example' }]])
    tell((await post(server, '/sign-out', { token }, { cookie: nadia.cookie, ...headers })).status === 403, `a form of the desk with ${what}: 403`);
  tell((await get(server, '/desk/password', { cookie: nadia.cookie })).status === 200, '… and nobody was signed out by it');
}

// Every route of the desk, as the source has it, asked by every role: who may not is told so, who may is not.
async function roles(server, users) {
  const rights = { depositor: 'ENTER DEPOSIT', counter: 'ENTER DEPOSIT SEE CHANGE TAKE', reviewer: 'ENTER DEPOSIT SEE CHANGE TAKE ORIGINAL REVIEW', admin: 'ENTER AUDIT', auditor: 'ENTER AUDIT' };
  const routes = [...readFileSync(ROUTES, 'utf8').matchAll(/\{"(GET|POST)", "([^"]+)", \w+, [^}]*HTTP_MAY\((\w+)\)/g)].map(([, method, path, right]) => ({ method, path: path.endsWith('/') ? `${path}2026-999999` : path, right }));
  tell(routes.length >= 20, `${routes.length} routes of the staff`);
  for (const [role, words] of Object.entries(rights)) {
    const wrong = [];
    for (const { method, path, right } of routes.filter(one => one.path !== '/sign-out')) {
      const who = users[role], cookie = who.cookie;
      const answer = method === 'GET' ? await get(server, path, { cookie }) : await post(server, path, { token: who.token }, { cookie });
      const refused = answer.status === 403 && /autre rôle|another role/.test(await answer.text());
      if (refused === words.split(' ').includes(right)) wrong.push(`${role} ${method} ${path} (${right}): ${answer.status}`);
    }
    tell(wrong.length === 0, `${role}: may what the table says, and nothing else`, wrong.join('\n'));
  }
  const nobody = [];
  for (const { method, path } of routes) {
    const answer = method === 'GET' ? await get(server, path, { accept: 'x/y' }) : await post(server, path, { token: users.counter.token });
    if (answer.status !== 403) nobody.push(`${method} ${path}: ${answer.status}`);
  }
  tell(nobody.length === 0, 'and nobody without a session may anything', nobody.join('\n'));
}

// ---------------------------------------------------------------- ends

const opens = async (server, who) => (await get(server, '/desk/password', { cookie: who.cookie })).status === 200;

async function ends(server, store) {
  const out = await signIn(server, 'nadia'), left = await post(server, '/sign-out', { token: out.token }, { cookie: out.cookie });
  tell(left.status === 303 && !await opens(server, out), 'signed out, the id opens nothing any more, though the cookie were kept');
  const role = await signIn(server, 'rachid');
  recto('user', 'role', 'rachid', 'reviewer', '--store', store);
  tell(!await opens(server, role), 'another role ends the sessions of the old one');
  const password = await signIn(server, 'rachid');
  typed('another long phrase\n', 'user', 'password', 'rachid', '--store', store);
  tell(!await opens(server, password) && (await signIn(server, 'rachid')).status === 403 && (await signIn(server, 'rachid', 'another long phrase')).status === 303, 'another password ends them too, and the old one opens no more');
  const gone = await signIn(server, 'rachid', 'another long phrase');
  recto('user', 'remove', 'rachid', '--store', store);
  tell(!await opens(server, gone) && (await signIn(server, 'rachid', 'another long phrase')).status === 403, 'an account that is removed opens no more');
  const own = await signIn(server, 'lea'), elsewhere = await signIn(server, 'lea');
  const change = (old, fresh, again) => post(server, '/desk/password', { token: own.token, old, new: fresh, again }, { cookie: own.cookie });
  tell((await change('not mine at all', 'yet another phrase', 'yet another phrase')).status === 403, 'one\'s own password is asked for before it is changed');
  tell((await change(PHRASE, 'short', 'short')).status === 400 && (await change(PHRASE, 'yet another phrase', 'yet another phrasx')).status === 400 && await opens(server, own), 'too short, or typed in two ways: nothing is changed');
  for (const common of ['motdepasse12345!', 'azertyuiopqsdfghj', 'lea.lea.lea.lea.lea']) {
    const refused = await change(PHRASE, common, common);
    tell(refused.status === 400 && /devine en premier/.test(await refused.text()) && await opens(server, own), `"${common}" is refused in words, and nothing is changed`, refused.status);
  }
  const leaked = await change(PHRASE, LEAKED, LEAKED);
  tell(leaked.status === 400 && /volés ailleurs/.test(await leaked.text()) && await opens(server, own), 'a password that leaked elsewhere is refused in words', leaked.status);
  let typedOne = '';
  try { typed(`${LEAKED}\n`, 'user', 'password', 'lea', '--site', SITE, '--store', store); } catch (error) { typedOne = String(error.stderr); }
  tell(/volés ailleurs/.test(typedOne) && await opens(server, own), '… by `recto user` too', typedOne);
  tell((await change(PHRASE, 'yet another phrase', 'yet another phrase')).status === 200 && !await opens(server, own) && !await opens(server, elsewhere), 'changed, every session of the account has ended');
  tell((await signIn(server, 'lea', 'yet another phrase')).status === 303, '… and the new one opens');
  const first = await signIn(server, 'nadia');
  for (let i = 0; i < 8; i++) await signIn(server, 'nadia');
  tell(!await opens(server, first), 'of one account there are so many sessions; the oldest makes room');
}

async function idle(store) {
  const quick = models('quick', { 'staff-idle-s': 2, 'staff-session-s': 5 });
  const number = recto('new', '-p', 'changement-adresse', '--reception', '2026-11-02', '--store', store).trim();
  const server = await serve(store, '--models', quick), rests = await signIn(server, 'nadia'), works = await signIn(server, 'nadia'), left = await signIn(server, 'nadia');
  const began = Date.now();
  let last = true, lasted = 0;
  while (last && Date.now() - began < 9000) {
    await sleep(500);
    last = await opens(server, works);
    await get(server, `/desk/state/${number}`, { cookie: left.cookie });
    await get(server, `/desk/dossier/${number}`, { cookie: left.cookie, 'x-recto-quiet': 'yes' });
    if (Date.now() - began > 2600 && left.ended === undefined) left.ended = (await get(server, `/desk/state/${number}`, { cookie: left.cookie, accept: 'x/y' })).status === 403;
    if (last) lasted = Date.now() - began;
    if (Date.now() - began > 2600 && rests.ended === undefined) rests.ended = !await opens(server, rests);
  }
  tell(rests.ended, 'a session that rests ends');
  tell(left.ended, '… and so does one whose page, left open, goes on asking by itself');
  tell(lasted > 3000 && !last, `… and one that works, after its day (${lasted} ms of 5000)`);
  await end(server);
}

// Answers that take a while are made for so many at a time: the others are told to come again, and what is quick stays quick.
async function crowd(store) {
  const server = await serve(store, '--models', models('crowd', { slow: 1, 'slow-waiting': 3 })), who = await signIn(server, 'r'), began = Date.now();
  const all = await Promise.all(Array.from({ length: 120 }, async () => { const answer = await get(server, '/review', { cookie: who.cookie }); return { status: answer.status, again: answer.headers.get('retry-after'), text: await answer.text() }; }));
  const answered = all.filter(one => one.status === 200), told = all.filter(one => one.status === 503 && one.again === '30' && /Trop de demandes/.test(one.text));
  tell(answered.length >= 4 && told.length > 0 && answered.length + told.length === all.length, `of ${all.length} at once ${answered.length} are answered, the others told to come again (${Date.now() - began} ms)`, [...new Set(all.map(one => `${one.status} ${one.again}`))].join());
  tell((await get(server, '/review', { cookie: who.cookie })).status === 200, '… and then they are answered');
  await Promise.all(Array.from({ length: 60 }, () => new Promise(done => { // asked, and left at once
    const socket = connect(server.port, '127.0.0.1', () => socket.end(`GET /review HTTP/1.1\r\nHost: x\r\nCookie: ${who.cookie}\r\n\r\n`)).on('data', () => {}).on('error', () => {}).on('close', done);
  })));
  const left = server.log.match(/ http \w+ GET \/review 499 /g)?.length ?? 0;
  tell(left > 0 && (await get(server, '/sign-in')).status === 200, `for those who left, nothing is made (${left} of 60)`, server.log.slice(-2000));
  await end(server);
}

// A server that ends, well or killed, takes nobody's session with it; what had ended stays ended; and the register has no id.
async function restarted(store) {
  addUser(store, 'mia', 'counter');
  addUser(store, 'noe', 'counter');
  const first = await serve(store);
  const stays = await signIn(first, 'nadia'), leaves = await signIn(first, 'nadia'), changes = await signIn(first, 'mia'), goes = await signIn(first, 'noe'), moved = await signIn(first, 'noe');
  await post(first, '/sign-out', { token: leaves.token }, { cookie: leaves.cookie });
  tell(await end(first, 'SIGKILL') === null, 'the server is killed');
  typed('another long phrase of mine\n', 'user', 'password', 'mia', '--store', store);
  const second = await serve(store);
  tell(await opens(second, stays) && await opens(second, goes), 'who was signed in still is');
  tell(tokenOf(await (await get(second, '/desk/password', { cookie: stays.cookie })).text()) === stays.token, '… and forms that are open can be sent');
  tell(!await opens(second, leaves), 'who had signed out is not');
  tell(!await opens(second, changes), 'nor who got another password meanwhile');
  recto('user', 'role', 'noe', 'reviewer', '--store', store);
  tell(!await opens(second, goes), 'another role ends it after a restart as before');
  await end(second);
  recto('user', 'role', 'noe', 'counter', '--store', store);
  const third = await serve(store);
  tell(await opens(third, stays) && !await opens(third, goes) && !await opens(third, moved), 'a second restart, after a good end: as before');
  await post(third, '/sign-out', { token: stays.token }, { cookie: stays.cookie });
  await end(third);
  const quick = models('restart', { 'staff-idle-s': 1 }), fourth = await serve(store), rests = await signIn(fourth, 'nadia');
  await end(fourth);
  await sleep(1500);
  const fifth = await serve(store, '--models', quick);
  tell(!await opens(fifth, rests) && !await opens(fifth, stays), 'one that has rested too long meanwhile has ended');
  const id = (await signIn(fifth, 'nadia')).cookie.split('=')[1];
  const files = execFileSync('find', [store, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');
  tell(files.length > 3 && !files.some(file => readFileSync(file).includes(id) || readFileSync(file).includes(Buffer.from(id, 'hex'))), 'no file of the register has the id of a session');
  const digest = createHash('sha256').update(id).digest('hex');
  tell(files.some(file => readFileSync(file).includes(digest)) && (await get(fifth, '/desk/password', { cookie: `recto-staff=${digest}` })).status === 303, '… but a digest, which opens nothing');
  await end(fifth);
  const trusted = `${WORK}/restart-secret`;
  writeFileSync(trusted, `${'k'.repeat(40)}\n`);
  const sixth = await serve(store), before = await signIn(sixth, 'nadia');
  await end(sixth);
  const seventh = await serve(store, '--trusted', trusted);
  tell(!await opens(seventh, before), 'behind a trusted server nobody is in by an earlier password');
  await end(seventh);
}

async function secure(store) {
  const server = await serve(store, '--https'), nadia = await signIn(server, 'nadia');
  tell(cookiesOf(nadia.answer).every(one => /; Secure$/.test(one)), 'behind https every cookie is kept to it', cookiesOf(nadia.answer));
  await end(server);
}

// ---------------------------------------------------------------- guesses

async function guesses(store) {
  const server = await serve(store, '--proxied'), from = address => ({ 'x-real-ip': address });
  const page = await door(server);
  const guess = async (name, password, address) => {
    const began = performance.now(), answer = await post(server, '/sign-in', { token: page.token, name, password }, { cookie: page.cookie, ...from(address) });
    const text = (await answer.text()).replaceAll(/[0-9A-Fa-f]{32}/g, '');
    return { status: answer.status, text, ms: performance.now() - began, wait: Number(answer.headers.get('retry-after')) };
  };
  const known = await guess('nadia', 'wrong phrase', '10.0.0.1'), unknown = await guess('nobody', 'wrong phrase', '10.0.0.2');
  tell(known.status === 403 && known.status === unknown.status && known.text === unknown.text, 'an unknown name is answered as a wrong password is, letter by letter');
  const times = { nadia: [], nobody: [] };
  for (let i = 0; i < 5; i++) for (const name of ['nadia', 'nobody']) times[name].push((await guess(`${name}${i ? i : ''}`, 'wrong phrase', `10.1.${i}.${name.length}`)).ms);
  const middle = list => list.sort((a, b) => a - b)[2];
  tell(middle(times.nadia) < 3 * middle(times.nobody) && middle(times.nobody) < 3 * middle(times.nadia), `… and after the same time (${middle(times.nadia).toFixed(0)} and ${middle(times.nobody).toFixed(0)} ms)`);
  for (const name of ['lea', 'nobody-else']) {
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push(await guess(name, 'wrong phrase', `10.2.${name.length}.${i}`));
    tell(answers.slice(0, 4).every(one => one.status === 403) && answers[4].status === 429 && answers[5].status === 429, `${name}: after four wrong ones one must wait, from wherever`, answers.map(one => one.status).join());
    await sleep(answers[5].wait * 1000 + 200);
    const next = await guess(name, 'wrong phrase', `10.2.${name.length}.9`), longer = await guess(name, 'wrong phrase', `10.2.${name.length}.10`);
    tell(next.status === 403 && longer.status === 429 && longer.wait > answers[5].wait, `… then twice as long (${answers[5].wait} s, then ${longer.wait} s)`, `${next.status} ${longer.status}`);
    await sleep(longer.wait * 1000 + 200);
  }
  tell((await guess('lea', 'yet another phrase', '10.3.0.1')).status === 303, 'after the wait the right one opens');
  tell((await guess('lea', 'wrong phrase', '10.3.0.2')).status === 403 && (await guess('lea', 'yet another phrase', '10.3.0.2')).status === 303, '… and what was wrong before it is forgotten');
  const many = await Promise.all(Array.from({ length: 24 }, (_, i) => guess(`someone-${i}`, 'wrong phrase', '10.4.0.1')));
  tell(many.filter(one => one.status === 403).length === 20 && many.filter(one => one.status === 429).length === 4, 'one address has twenty tries, at once or one by one', many.map(one => one.status).join());
  tell((await guess('nadia', PHRASE, '10.4.0.2')).status === 303, '… and others are not held up by it');
  await end(server);
  const verified = recto('verify', '--store', store);
  tell(/intact|sound/.test(verified), 'the journal is part of the chain, and verifies', verified);
}

// ---------------------------------------------------------------- the trusted server

async function trusted(store) {
  const secret = 'k'.repeat(40), file = `${WORK}/secret`;
  writeFileSync(file, `${secret}\n`);
  writeFileSync(`${WORK}/short`, 'short\n');
  let code = 0;
  try { recto('serve', '--store', store, '--no-worker', '--listen', '127.0.0.1:0', '--trusted', `${WORK}/short`); } catch (error) { code = error.status; }
  tell(code === 64, 'a short secret is refused', code);
  recto('user', 'add', 'amina@example.org', '--role', 'counter', '--no-password', '--store', store);
  const server = await serve(store, '--trusted', file), named = (name, key = secret) => ({ 'x-recto-user': name, 'x-recto-secret': key });
  for (const [what, headers] of [['without its secret', { 'x-recto-user': 'amina@example.org' }], ['with a wrong one', named('amina@example.org', 'l'.repeat(40))], ['an account that is not known', named('eve')]])
    tell((await get(server, '/sign-in', headers)).status === 403, `${what}, a name opens nothing`);
  const answer = await get(server, '/sign-in?to=/desk/password', named('Amina@example.org')), cookie = cookieOf(answer, 'recto-staff');
  tell(answer.status === 303 && (await get(server, '/desk/password', { cookie, ...named('amina@example.org') })).status === 200, 'who the server in front names is in', answer.status);
  tell((await get(server, '/desk/password', { cookie, ...named('nadia') })).status === 303 && (await get(server, '/desk/password', { cookie })).status === 303, '… as long as it names the same person');
  const page = await get(server, '/sign-in'), token = tokenOf(await page.text());
  tell(!token && (await post(server, '/sign-in', { token: 'x', name: 'nadia', password: PHRASE })).status === 403, 'passwords are not asked for there, and not taken');
  tell(!server.log.includes(secret) && !server.log.includes('amina'), 'the log knows neither secret nor name');
  await end(server);
}

// ---------------------------------------------------------------- the desk, as programs and bad browsers ask it

const keyOf = text => /name="key" value="([^"]*)"/.exec(text)?.[1];

async function begin(server, who, key = 'k1') {
  const answer = await post(server, '/desk/new', { token: who.token, key, procedure: 'changement-adresse', 'q-housing': 'tenant', reception: '2026-11-02' }, { cookie: who.cookie });
  return answer.headers.get('location')?.split('/').pop();
}

async function desk(server, store, users) {
  const who = users.counter, ask = (path, fields) => post(server, path, { token: who.token, ...fields }, { cookie: who.cookie });
  const number = await begin(server, who), twice = await begin(server, who), other = await begin(server, who, 'k2');
  tell(/^2026-\d{6}$/.test(number) && number === twice && other !== number, 'the form of a new dossier sent twice begins one', `${number} ${twice} ${other}`);
  for (const [what, fields] of [['another answer', { 'q-housing': 'castle' }], ['a day to come', { reception: '2999-01-01' }], ['no day', { reception: 'x' }], ['no procedure', { procedure: 'x' }]])
    tell((await ask('/desk/new', { key: 'k3', procedure: 'changement-adresse', reception: '2026-11-02', ...fields })).status === 400, `${what} begins none`);
  const page = await (await get(server, `/desk/dossier/${number}`, { cookie: who.cookie })).text();
  tell(keyOf(page) && page.includes('Titre de séjour'), 'its page has the checklist and the forms');
  const bad = ['../../etc/passwd', 'gpj.\u202eexe', '<script>alert(1)</script>.jpg'], data = new FormData();
  for (const [name, value] of [['token', who.token], ['number', number], ['key', keyOf(page)]]) data.append(name, value);
  for (const [i, name] of bad.entries()) data.append('files', new Blob([`file ${i}`]), name);
  data.append('files', new Blob([]), 'empty.jpg');
  const added = await fetch(`${server.base}/desk/add`, { method: 'POST', body: data, headers: { ...html, cookie: who.cookie }, redirect: 'manual' });
  const names = status(store, number).files.map(file => file.name), shown = await (await get(server, added.headers.get('location').replace(server.base, ''), { cookie: who.cookie })).text();
  tell(added.status === 303 && names.length === 3 && names.every(name => !/[/\\\u202e]/.test(name)), 'files are registered under clean names', JSON.stringify(names));
  tell(!shown.includes('<script>alert') && shown.includes('empty.jpg'), '… stand on the page as text, and one that was empty is told');
  for (const [what, path, fields, wanted] of [
    ['files for no dossier', '/desk/add', { number: '2026-999999', key: 'x', files: new Blob(['x']) }, 303], ['an act that is none', '/desk/do', { number, act: 'explode', page: '1:1' }, 400],
    ['a page that is none', '/desk/do', { number, act: 'turn-90', page: '99:1' }, 409], ['words for a page', '/desk/do', { number, act: 'turn-90', page: '../1' }, 400], ['a turn by 45', '/desk/do', { number, act: 'turn-45', page: '1:1' }, 400],
    ['a move to nowhere', '/desk/do', { number, act: 'move', page: '1:1', to: 'nowhere' }, 409], ['a type that is none', '/desk/do', { number, act: 'move', page: '1:1', to: 'type castle' }, 409],
    ['a piece that is none', '/desk/do', { number, act: 'seen', piece: 'castle' }, 409], ['the undoing of the opening', '/desk/do', { number, act: 'undo', version: '1' }, 409], ['another dossier', '/desk/do', { number: '2026-999999', act: 'close' }, 404]]) {
    const before = history(store, number).length, answer = await ask(path, fields);
    tell(answer.status === wanted && history(store, number).length === before, `${what}: ${wanted}, and nothing is written`, answer.status);
  }
  for (const path of ['/desk/dossier/..', '/desk/dossier/C2026-000001', `/desk/picture/${number}`, `/desk/picture/${number}.1`, `/desk/picture/${number}.9.9`, `/desk/page/${number}.1.1.1`, '/desk/slip/x', '/desk/bundle/2026-999999'])
    tell((await get(server, path, { cookie: who.cookie })).status === 404, `${path}: nothing`);
  const original = await get(server, `/desk/original/${number}.1`, { cookie: users.reviewer.cookie });
  tell(await original.text() === 'file 0' && original.headers.get('content-disposition') === `attachment; filename="${number}-1.bin"` && original.headers.get('content-type') === 'application/octet-stream' && original.headers.get('x-content-type-options') === 'nosniff',
    'an original is an attachment under a name of ours, of no kind that a browser would open', original.headers.get('content-disposition'));
  const views = who => history(store, number).filter(one => one.deed === 'viewed' && one.who === who).length;
  tell(views('c') === 1 && views('r') === 1, 'who looked at the dossier, or took an original of it, stands in its history, once a while', `${views('c')} ${views('r')}`);
  const turned = await ask('/desk/do', { number, act: 'turn-90', page: '1:1', seen: '99' }), undone = await ask('/desk/do', { number, act: 'undo', version: String(history(store, number).at(-1).version) });
  tell(turned.headers.get('location') === `/desk/dossier/${number}#p1-1` && undone.status === 303 && history(store, number).at(-1).deed === 'undo', 'a page is turned, and that is undone', `${turned.status} ${undone.status}`);
  const seen = history(store, number).find(one => one.who === 'r' && one.deed === 'correct')?.version;
  const stale = await post(server, '/desk/do', { token: users.reviewer.token, number, act: 'turn-90', page: '2:1', seen: '1' }, { cookie: users.reviewer.cookie }), again = await ask('/desk/do', { number, act: 'turn-90', page: '2:1', seen: '1' });
  tell(stale.status === 303 && again.status === 409 && seen === undefined, 'what somebody else did to a page since it was shown is not done twice', `${stale.status} ${again.status}`);
  return number;
}

// A stream of changes: the stamp at once, another one when something happens, an end at sign-out's latest stamp.
async function stream(server, users, number) {
  const who = users.counter, stop = new AbortController(), seen = [];
  const answer = await fetch(`${server.base}/desk/events/${number}`, { headers: { cookie: who.cookie }, signal: stop.signal });
  tell(answer.headers.get('content-type') === 'text/event-stream' && answer.headers.get('x-accel-buffering') === 'no', 'changes are a stream that nginx passes on');
  const reading = (async () => { for await (const bytes of answer.body) seen.push(...(Buffer.from(bytes).toString().match(/^data: \w+/gm) ?? [])); })().catch(() => {});
  for (let i = 0; i < 40 && seen.length < 1; i++) await sleep(100);
  const first = seen.length, began = Date.now();
  await post(server, '/desk/do', { token: who.token, number, act: 'seen', piece: 'titre' }, { cookie: who.cookie });
  for (let i = 0; i < 40 && seen.length === first; i++) await sleep(20);
  tell(first === 1 && seen.length === 2 && seen[0] !== seen[1], `… told within ${Date.now() - began} ms`, seen.join());
  const before = seen.length;
  await get(server, `/desk/dossier/${number}`, { cookie: users.reviewer.cookie });
  for (let i = 0; i < 40 && seen.length === before; i++) await sleep(50);
  tell(seen.length > before, '… and so is somebody else who opens the dossier');
  stop.abort();
  await reading;
  const state = await get(server, `/desk/state/${number}`, { cookie: who.cookie }), etag = state.headers.get('etag');
  tell(state.status === 204 && (await get(server, `/desk/state/${number}`, { cookie: who.cookie, 'if-none-match': etag })).status === 304, 'without a stream one asks, and is told when nothing is new');
}

async function scanner(server, store, users, number) {
  const who = users.counter, ask = (path, fields) => post(server, path, { token: who.token, ...fields }, { cookie: who.cookie });
  const found = await get(server, `/desk/scan/${number}`, { cookie: who.cookie }), page = await (await get(server, `/desk/dossier/${number}`, { cookie: who.cookie })).text();
  tell(found.status === 303 && page.includes('value="test:0"') && page.includes('value="test:1"'), 'scanners are asked for, and offered');
  const before = status(store, number).files.length;
  tell((await ask('/desk/scan', { number, device: 'nothing:7', source: 'adf', act: 'scan' })).headers.get('location').endsWith('why=which') && status(store, number).files.length === before, 'a scanner that is none is not tried');
  const other = await begin(server, who, 'k9');
  await ask('/desk/scan', { number, device: 'test:0', source: 'adf', sheets: '11', act: 'scan' });
  const busy = await ask('/desk/scan', { number, device: 'test:1', source: 'adf', act: 'scan' }), taken = await ask('/desk/scan', { number: other, device: 'test:0', source: 'adf', act: 'scan' });
  tell(busy.headers.get('location').endsWith('busy-dossier') && taken.headers.get('location').endsWith('busy-device'), 'one scan a dossier, and one a scanner', `${busy.headers.get('location')} ${taken.headers.get('location')}`);
  const runs = async n => /action="\/desk\/stop"/.test(await (await get(server, `/desk/dossier/${n}`, { cookie: who.cookie })).text());
  for (let i = 0; i < 300 && await runs(number); i++) await sleep(100);
  const files = status(store, number).files.slice(before);
  tell(files.length === 10 && files.every(file => /^page-\d{4}\.tif$/.test(file.name) && file.inForce && file.channel === 'counter'), 'each sheet of the feeder is in the register', JSON.stringify(files.map(file => file.name)));
  tell(/11.*10/.test((await (await get(server, `/desk/dossier/${number}`, { cookie: who.cookie })).text()).replace(/\n/g, ' ').match(/id="scan-words">(.*?)<\/div>/)?.[1] ?? ''), '… and a count that differs is told');
  const replaced = before + 1;
  await ask('/desk/scan', { number, replaces: String(replaced), act: 'again' });
  for (let i = 0; i < 100 && await runs(number); i++) await sleep(100);
  const after = status(store, number).files;
  tell(after.length === before + 11 && !after[replaced - 1].inForce && after.at(-1).inForce, 'one sheet again takes the place of its page, with the scanner used last', JSON.stringify(after.map(file => file.inForce)));
  tell((await ask('/desk/scan', { number, replaces: String(replaced), act: 'again' })).status === 409, '… and nothing takes the place of what is gone');
  await ask('/desk/scan', { number: other, device: 'test:1', source: 'adf', act: 'scan' });
  for (let i = 0; i < 100 && status(store, other).files.length < 2; i++) await sleep(50);
  await ask('/desk/stop', { number: other });
  for (let i = 0; i < 200 && await runs(other); i++) await sleep(100);
  const kept = status(store, other).files.length;
  tell(kept >= 2 && kept <= 10 && !await runs(other), `a scan is stopped, and the ${kept} pages that came are kept`);
}

// Whoever asks for scanners while others wait for them has the same answer; and a server that ends waits for no search. The program that searches is slow here, and counted.
async function searches(store) {
  const folder = `${WORK}/slow-scanner`, count = () => readFileSync(`${folder}/count`, 'utf8').length, real = `${dirname(process.env.RECTO)}/recto-scanner`;
  mkdirSync(folder);
  copyFileSync(process.env.RECTO, `${folder}/recto`);
  writeFileSync(`${folder}/count`, '');
  writeFileSync(`${folder}/recto-scanner`, `#!/bin/sh\nprintf x >> ${folder}/count\nsleep 1\nexec ${real} "$@"\n`, { mode: 0o755 });
  const number = recto('new', '-p', 'changement-adresse', '--reception', '2026-11-02', '--store', store).trim(), server = await serveBy(`${folder}/recto`, store, '--models', MODELS), nadia = await signIn(server, 'nadia');
  const search = () => get(server, `/desk/scan/${number}`, { cookie: nadia.cookie }).then(answer => answer.status, () => 0);
  const answers = await Promise.all(Array.from({ length: 12 }, search));
  tell(count() >= 1 && count() <= 2 && answers.every(status => status === 303), `twelve who ask for scanners at once have two searches between them (${count()})`, answers.join());
  await search();
  const before = count();
  tell(before === 2 || before === 3, '… and who asks later has a new one', before);
  const waiting = Array.from({ length: 12 }, search);
  await sleep(300);
  const began = Date.now(), code = await end(server);
  tell(code === 0 && Date.now() - began < 6000, `a server that ends meanwhile ends (${Date.now() - began} ms)`, code);
  await Promise.all(waiting);
}

// What a reviewer decides, asked by bad browsers: what does not fit writes nothing; an answer is written once; what documents say reaches no ticket.
async function review(server, store, users) {
  const number = recto('new', '-p', 'changement-adresse', '-a', 'housing=tenant', '--reception', '2026-11-20', '--store', store).trim();
  recto('add', number, `${process.env.PIECES}/../../problemes/pieces/courrier.jpg`, '--later', '--store', store);
  await work(store, '--models', MODELS);
  const who = users.reviewer, point = `${number}.1.1.type`, deeds = () => history(store, number).filter(one => ['correct', 'undo', 'anyway'].includes(one.deed));
  const ask = (fields, as = who) => post(server, '/review/do', { token: as.token, ...fields }, { cookie: as.cookie });
  const page = await (await get(server, `/review/ask/${point}`, { cookie: who.cookie })).text();
  const image = /<image href="([^"]*)"/.exec(page)?.[1], picture = await get(server, image, { cookie: who.cookie });
  tell(page.includes('value="type hosting-certificate"') && picture.status === 200 && picture.headers.get('content-type') === 'image/jpeg' && picture.headers.get('cache-control').includes('private'), 'a letter of no known kind is a question, shown from a picture made anew', page.slice(0, 2000));
  const code = JSON.parse(recto('ticket', number, '--store', store, '--json')).code, seen = await (await fetch(`${server.base}/api/v1/dossier`, { headers: { authorization: `Bearer ${code}` } })).text();
  tell(seen.includes(number) && !/hosting-certificate|guesses|confidence/.test(seen), 'whoever holds a ticket is told nothing of it', seen);
  const bad = [['no act', { point }], ['an act that is none', { point, act: 'burn' }], ['a value for a kind', { point, act: 'value 1' }], ['a person for a kind', { point, act: 'person host' }], ['a kind that is none', { point, act: 'type ../x' }],
    ['nothing read for a kind', { point, act: 'none' }], ['a page that is kept', { point, act: 'keep' }]];
  for (const [what, fields] of bad) tell((await ask(fields)).status === 409, `review: ${what}: 409`);
  for (const path of [`ask/${number}.9.9.type`, `ask/${number}.1.1.field.../../x`, 'ask/x', 'ask/C2026-000001.1.1.type', `place/${number}.1.1.0.0.1.1`, `place/${number}.1.1.-1.0.9.9`, `place/${number}.1.1`, 'place/x.y', 'tray-page/C2026-999999.1', 'tray-page/2026-000001.1'])
    tell([303, 404].includes((await get(server, `/review/${path}`, { cookie: who.cookie })).status), `review: /${path} shows nothing`);
  for (const [what, fields] of [['no batch', {}], ['a dossier for a batch', { batch: number, file: '1', act: 'drop' }], ['a batch that is none', { batch: 'C2026-999999', file: '1', act: 'drop' }]])
    tell([400, 409].includes((await post(server, '/review/tray', { token: who.token, ...fields }, { cookie: who.cookie })).status), `review: the tray, ${what}: refused`);
  tell((await ask({ token: undefined, point, act: 'type unknown' })).status === 403 && (await ask({ token: users.counter.token, point, act: 'type unknown' })).status === 403, "review: without a token, or with another's: 403");
  tell(deeds().length === 0, '… and none of these wrote a line');
  const [one, two] = await Promise.all([ask({ point, act: 'type unknown' }), ask({ point, act: 'type unknown' })]);
  await ask({ point, act: 'type visa' });
  tell(one.status === 303 && two.status === 303 && deeds().length === 1 && deeds()[0].body.value === 'unknown' && deeds()[0].who === 'r', 'two answers at once are written once, with whose they are; the next one comes too late', JSON.stringify(deeds()));
  const version = String(deeds()[0].version), other = await signIn(server, 'r2');
  tell((await ask({ act: 'undo', number, version }, other)).status === 409 && deeds().every(deed => deed.deed !== 'undo'), "another reviewer's answer is not undone from here");
  tell((await ask({ act: 'undo', number, version, back: point })).headers.get('location') === `/review/ask/${point}` && deeds().some(deed => deed.deed === 'undo'), "one's own is, and the question opens again");
  await ask({ point, act: 'type hosting-certificate' });
  await work(store, '--models', MODELS);
  const truth = await (await get(server, '/review/corrections', { cookie: who.cookie })).text(), line = truth.split('\n').filter(Boolean).map(text => JSON.parse(text)).find(entry => entry.dossier === number && entry.human === 'hosting-certificate');
  tell(line && line.machine.value === 'unknown' && !Object.keys(line).some(key => /who|account|at$/.test(key)), 'the correction wins, and leaves as truth beside what the machine had', truth);
}

async function told(server, users, log) {
  const page = await (await get(server, '/desk/journal', { cookie: users.auditor.cookie })).text();
  tell(['nadia', 'entrée refusée', 'compte créé', 'sortie'].every(word => page.includes(word)), 'the journal tells who signed in, who was refused, who became what', page.slice(0, 3000));
  tell(![PHRASE, 'wrong phrase', users.auditor.cookie.split('=')[1]].some(word => page.includes(word)), '… and no password and no id');
  tell(![PHRASE, 'nadia', 'rachid', users.counter.cookie.split('=')[1], users.counter.token].some(word => log.includes(word)), 'the log has numbers of accounts, never names, passwords, ids, tokens');
}

const store = `${WORK}/store`;
for (const [name, role] of [['nadia', 'counter'], ['rachid', 'counter'], ['lea', 'counter'], ['d', 'depositor'], ['c', 'counter'], ['r', 'reviewer'], ['r2', 'reviewer'], ['a', 'admin'], ['o', 'auditor']]) addUser(store, name, role);
const server = await serve(store, '--site', SITE);
const users = {};
for (const [role, name] of Object.entries({ depositor: 'd', counter: 'c', reviewer: 'r', admin: 'a', auditor: 'o' })) users[role] = await signIn(server, name);
await enter(server);
await tokens(server);
await roles(server, users);
const number = await desk(server, store, users);
await stream(server, users, number);
await scanner(server, store, users, number);
await review(server, store, users);
await ends(server, store);
await told(server, users, server.log);
// Streams that are open, and some that were cut, hold nobody up.
users.counter = await signIn(server, 'c');
const streams = await Promise.all(Array.from({ length: 40 }, async () => {
  const stop = new AbortController(), answer = await fetch(`${server.base}/desk/events/${number}`, { headers: { cookie: users.counter.cookie }, signal: stop.signal });
  answer.body.getReader().read().catch(() => {});
  return { stop, status: answer.status };
}));
for (const one of streams.slice(0, 20)) one.stop.abort();
const acted = await post(server, '/desk/do', { token: users.counter.token, number, act: 'seen', piece: 'domicile' }, { cookie: users.counter.cookie });
tell(streams.every(one => one.status === 200) && acted.status === 303 && (await get(server, '/sign-in')).status === 200, 'forty streams, half of them cut: the others are answered');
const closing = Date.now();
tell(await end(server) === 0 && Date.now() - closing < 8000, `the server ends as it should, with streams open (${Date.now() - closing} ms)`);
await idle(store);
await crowd(store);
await restarted(store);
await secure(store);
await searches(store);
await guesses(store);
await trusted(store);
finish();
