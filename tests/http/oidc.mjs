// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in through Apache and a provider: who is let in as what, headers that somebody else sets, signing out, a server that is away. Cookies are kept as a browser keeps them, SameSite too.
import { chmodSync, readFileSync } from 'node:fs';
import { request as ask } from 'node:https';
import { request as askPlain } from 'node:http';
import { finish, sleep, tell } from '../tap.mjs';
import { provider } from './provider.mjs';
import { end, recto, serve } from './server.mjs';

const { WORK, PORT, PROVIDER, SECRET } = process.env, DESK = `https://guichet.example.org:${PORT}`;
const store = `${WORK}/store`;
for (const [name, role] of [['claire@example.org', 'counter'], ['paul@example.org', 'auditor']]) recto('user', 'add', name, '--role', role, '--no-password', '--store', store);
async function begin() {
  const server = await serve(store, '--listen', `unix:${WORK}/serve.sock`, '--proxied', '--https', '--trusted', `${WORK}/trusted`);
  chmodSync(`${WORK}/serve.sock`, 0o666);
  return server;
}
let server = await begin();
const idp = await provider(Number(PROVIDER), { client: 'recto', secret: 'a secret of both', redirect: `${DESK}/oidc`, after: `${DESK}/signed-out` });

// ---------------------------------------------------------------- a browser without a screen

const site = url => url.hostname.split('.').slice(-2).join('.');

// A strict cookie is sent when the page that led here, by whatever redirects, is of the same site; a lax one also when a person follows a link from elsewhere.
class Browser {
  jar = new Map();
  from = null; // the site of the page that one looks at; null: an address that was typed

  cookies(url, method) {
    const own = [...this.jar.values()].filter(one => one.host === url.hostname && url.pathname.startsWith(one.path));
    const near = !this.from || this.from === site(url);
    return own.filter(one => near || one.same === 'none' || (one.same === 'lax' && method === 'GET')).map(one => `${one.name}=${one.value}`).join('; ');
  }

  keep(url, answer) {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair, ...more] = line.split(/; */), at = pair.indexOf('='), name = pair.slice(0, at), value = pair.slice(at + 1);
      const word = key => more.find(one => one.toLowerCase().startsWith(`${key}=`))?.split('=')[1];
      const gone = !value || Number(word('max-age') ?? 1) <= 0 || new Date(word('expires') ?? Date.now() + 1e6) < Date.now();
      if (gone) this.jar.delete(url.hostname + name);
      else this.jar.set(url.hostname + name, { name, value, host: url.hostname, path: word('path') ?? '/', same: (word('samesite') ?? 'lax').toLowerCase() });
    }
  }

  one(where, { method = 'GET', headers = {}, body } = {}) {
    const url = new URL(where), cookie = this.cookies(url, method);
    return new Promise((done, fail) => {
      const call = (url.protocol === 'https:' ? ask : askPlain)({ host: '127.0.0.1', port: url.port, method, path: url.pathname + url.search, rejectUnauthorized: false, agent: false, headers: { accept: 'text/html', host: url.host, ...(cookie ? { cookie } : {}), ...headers } }, answer => {
        this.keep(url, answer);
        let text = '';
        answer.setEncoding('utf8').on('data', data => { text += data; }).on('end', () => done({ status: answer.statusCode, location: answer.headers.location, headers: answer.headers, text, url: where }));
      });
      call.on('error', fail).end(body);
    });
  }

  // As far as it leads, at most twenty times, a form to no other site (form-action); somebody who signs in at the provider types there who they are.
  async open(where, { user, ...first } = {}) {
    let answer = await this.one(where, first);
    for (let i = 0; i < 20 && answer.status >= 300 && answer.status < 400; i++) {
      const next = new URL(answer.location, answer.url);
      if (first.body && next.origin !== DESK) return { ...answer, text: 'blocked' };
      answer = await this.one(next.href);
    }
    const refresh = /^0; url=(.*)$/.exec(answer.headers.refresh ?? '')?.[1];
    if (refresh) {
      this.from = site(new URL(answer.url));
      return this.open(new URL(refresh, answer.url).href);
    }
    if (site(new URL(answer.url)) !== 'example.org' && user && answer.text.includes('who?')) {
      this.from = site(new URL(answer.url));
      return this.open(answer.url.replace('/authorize?', `/who?user=${encodeURIComponent(user)}&`), { method: 'POST' });
    }
    this.from = answer.status < 300 || answer.status >= 400 ? site(new URL(answer.url)) : this.from;
    return answer;
  }

  send(path, fields, headers = {}) {
    const body = Object.entries(fields).map(([name, value]) => `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('') + '--XX--\r\n';
    return this.open(DESK + path, { method: 'POST', body, headers: { origin: DESK, 'content-type': 'multipart/form-data; boundary=XX', 'content-length': Buffer.byteLength(body), ...headers } });
  }
}
const tokenOf = text => /name="token" value="([^"]*)"/.exec(text)?.[1];
const atProvider = answer => answer.url.startsWith(idp.base) && answer.text.includes('who?');

for (let i = 0; i < 200; i++) try { await new Browser().one(DESK); break; } catch { await sleep(50); }

// ---------------------------------------------------------------- in

const claire = new Browser(), stranger = new Browser();
const led = await stranger.one(`${DESK}/desk`);
tell(led.status === 302 && led.location.startsWith(`${idp.base}/authorize?`) && new URL(led.location).searchParams.get('scope').split(' ').includes('email'), 'whoever is not signed in is led to the provider, which is asked for the address', led.location ?? led.status);
const desk = await claire.open(`${DESK}/desk/new`, { user: 'claire@example.org' });
tell(desk.status === 200 && desk.url === `${DESK}/desk/new` && desk.text.includes('claire@example.org'), 'who signs in there comes to the page that she wanted, under her name', `${desk.status} ${desk.url}`);
tell(/claire@example\.org, (guichet|counter)/.test(desk.text) && !desk.text.includes('/desk/journal'), '… in her role', desk.text.slice(0, 2000));
const procedure = await claire.open(`${DESK}/desk/new?procedure=changement-adresse`), made = await claire.send('/desk/new', { token: tokenOf(procedure.text), procedure: 'changement-adresse', 'q-housing': 'tenant', reception: '2026-11-23' });
const number = /\/desk\/dossier\/(2026-\d+)/.exec(made.url)?.[1];
tell(made.status === 200 && number, 'a form goes through, a dossier begins', `${made.status} ${made.url}`);
const events = await new Promise(done => {
  const url = new URL(`${DESK}/desk/events/${number}`), began = Date.now();
  const call = ask({ host: '127.0.0.1', port: PORT, path: url.pathname, rejectUnauthorized: false, agent: false, headers: { host: url.host, cookie: claire.cookies(url, 'GET'), accept: 'text/event-stream' } }, answer => answer.on('data', data => { if (/^data: [0-9a-f]/m.test(data)) { done(Date.now() - began); call.destroy(); } }));
  call.on('error', () => done(NaN)).end();
  setTimeout(() => done(NaN), 5000);
});
tell(events < 3000, `a stream of changes comes word by word (${events} ms)`);
const paul = new Browser(), journal = await paul.open(`${DESK}/desk/journal`, { user: 'paul@example.org' });
await paul.open(`${DESK}/sign-in`);
tell((await paul.open(`${DESK}/desk/journal`)).status === 200 && (await paul.open(`${DESK}/desk`)).status === 403, 'somebody else has their own role', journal.status);
const eve = new Browser(), unknown = await eve.open(`${DESK}/desk`, { user: 'eve@example.org' });
tell(unknown.status === 403 && unknown.text.includes('/sign-out/everywhere') && !/recto-staff/.test([...eve.jar.keys()].join()), 'a person whom no account knows is let in nowhere, and can leave', `${unknown.status} ${unknown.text.slice(0, 300)}`);

// ---------------------------------------------------------------- what others set

const forged = { 'x-recto-user': 'paul@example.org', 'x-recto-secret': SECRET, 'x-real-ip': '9.9.9.9' };
tell((await claire.one(`${DESK}/desk`, { headers: forged })).text.includes('claire@example.org') && (await claire.one(`${DESK}/desk/journal`, { headers: forged })).status === 403, "a header from outside, its secret and all, does not make her somebody else");
const alone = new Browser(), tried = await alone.one(`${DESK}/sign-in`, { headers: forged }), open = [];
for (const path of ['/signed-out', '/static/style.css', '/static/../sign-in', '/signed-out/../sign-in', '/oidc', '/sign-out/everywhere', '//sign-in', '/static/%2e%2e/sign-in']) open.push(await alone.one(DESK + path, { headers: forged }));
tell(tried.status === 302 && tried.location.startsWith(idp.base) && open.every(one => !/recto-staff=./.test(one.headers['set-cookie'] ?? '')), '… and nobody who is not signed in anybody', open.map(one => `${one.url} ${one.status}`).join('\n'));
const script = await alone.one(`${DESK}/desk`, { headers: { accept: 'text/html', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } });
tell(script.status === 401, 'a script without a session is told so, not led away', script.status);

// ---------------------------------------------------------------- away, and out

await end(server, 'SIGKILL');
const silent = await claire.one(`${DESK}/desk`);
tell(silent.status === 503 && /ne r&eacute;pond pas/.test(silent.text) && /does not answer/.test(silent.text), 'while Recto is away, that is told in words', `${silent.status} ${silent.text}`);
server = await begin();
const back = await claire.one(`${DESK}/desk`);
tell(back.status === 200 && back.text.includes('claire@example.org'), '… and as soon as it is back, she is in as before', back.status);

const thief = new Browser();
thief.jar = new Map(claire.jar);
const out = await claire.send('/sign-out', { token: tokenOf(back.text) });
tell(out.status === 200 && out.url === `${DESK}/signed-out` && /href="\/sign-in"/.test(out.text), 'signing out leads to a page that says so', `${out.status} ${out.url} ${out.text.slice(0, 300)}`);
tell(idp.asked.some(one => one.startsWith('/end?') && one.includes('id_token_hint=')), '… by way of the provider, whose session ends too');
claire.from = null;
const late = await thief.send('/desk/new', { token: tokenOf(back.text), procedure: 'changement-adresse' });
tell(late.status === 401 && /session est finie/.test(late.text) && /has ended/.test(late.text), 'a form that is sent after that is told in words, not led away', `${late.status} ${late.text.slice(0, 300)}`);
tell(atProvider(await claire.open(`${DESK}/desk`)), 'the next one at this computer is asked who they are');
tell((await thief.one(`${DESK}/desk`)).status === 302, 'nobody is in with cookies that were kept');
const again = await claire.open(`${DESK}/desk`, { user: 'claire@example.org' });
tell(again.status === 200 && again.text.includes('claire@example.org'), 'she comes in again');
const logs = readFileSync(`${WORK}/recto-desk.log`, 'utf8') + readFileSync(`${WORK}/apache.err`, 'utf8') + server.log;
tell(logs.length > 500 && !/claire|paul|eve@|127\.0\.0\.1|2026-0000/.test(logs.replaceAll(/ http \w+ .*/g, '')), 'no log of Apache knows a name, an address or a number', logs);
await end(server);
idp.close();
finish();
