// SPDX-License-Identifier: GPL-3.0-or-later
// What a script adds to the deposit page, which works without: progress, sending file by file, each going on where it stopped, and verdicts that appear by themselves.
// Nothing is drawn from text: pages come from the server, words from attributes.
'use strict';

const attempts = 4, patience = 10; // of a page; of a file: a minute and a half on a bad line, as long as nothing arrives
const wait = ms => new Promise(done => setTimeout(done, ms));

// ---------------------------------------------------------------- sending

// A request whose way up can be watched.
function post(method, address, headers, body, show) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    for (const [name, value] of Object.entries({ Accept: 'application/json', ...headers })) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.onprogress = event => { if (event.lengthComputable) show(event.loaded); };
    request.onload = () => (request.status < 300 ? done(request) : fail({ status: request.status }));
    request.onerror = request.onabort = request.ontimeout = () => fail({ status: 0 });
    request.send(body);
  });
}

const field = (form, name) => form.querySelector(`input[name=${name}]`)?.value ?? '';

// In one piece, as the form itself would.
async function sendWhole(form, file, show) {
  const data = new FormData();
  for (const one of form.querySelectorAll('input[type=hidden]')) data.append(one.name, one.value);
  data.append('files', file, file.name);
  const request = await post('POST', form.action, {}, data, show);
  if (!request.response) throw { status: 0 };
  return request.response;
}

// Where the same file stood when it was sent before, by this page or another one: the server knows it by its digest.
async function begin(form, file, digest) {
  const words = new URLSearchParams({ name: file.name, piece: field(form, 'piece'), replaces: field(form, 'replaces') });
  const headers = { 'X-Recto-Token': field(form, 'token'), 'Upload-Complete': '?0', 'Upload-Length': file.size, ...(digest ? { 'Repr-Digest': `sha-256=:${digest}:` } : {}) };
  return post('POST', `/deposit/uploads?${words}`, headers, null, () => {});
}

const isWhole = request => request.getResponseHeader('Upload-Complete') === '?1' && request.response;

async function sendOn(form, file, digest, tell) {
  const state = await begin(form, file, digest), offset = Number(state.getResponseHeader('Upload-Offset'));
  if (isWhole(state)) return state.response;
  tell(offset);
  const headers = { 'X-Recto-Token': field(form, 'token'), 'Content-Type': 'application/partial-upload', 'Upload-Offset': offset, 'Upload-Complete': '?1' };
  const end = await post('PATCH', state.getResponseHeader('Location'), headers, file.slice(offset), sent => tell(offset + sent)).catch(error => {
    throw { status: error.status === 400 || error.status === 404 ? 409 : error.status }; // ended by another page meanwhile: asked for again, it is the receipt
  });
  if (!isWhole(end)) throw { status: 0 };
  return end.response;
}

async function digestOf(file) {
  if (!window.crypto?.subtle) return null; // not over https
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return btoa(String.fromCharCode(...bytes));
}

const online = () => (navigator.onLine ? wait(0) : new Promise(done => window.addEventListener('online', done, { once: true })));
const passes = error => error.status >= 400 && error.status < 500 && error.status !== 409 || error.status === 507;

// As long as something more arrives each time, it is tried again; the form's key, or the digest, makes a file that was sent twice one deposit.
async function sendAgain(form, file, show, pause) {
  const digest = file.size ? await digestOf(file).catch(() => null) : null;
  let whole = !digest, most = 0;
  for (let i = 0; ; i++) {
    try {
      if (whole) return await sendWhole(form, file, sent => show(sent / file.size));
      return await sendOn(form, file, digest, there => {
        if (there > most + 65536) i = 0;
        most = Math.max(most, there);
        show(there / file.size);
      });
    } catch (error) {
      if (!whole && (error.status === 429 || error.status === 404 || error.status === 405)) { whole = true; continue; } // too many begun, or a server that has no parts
      if (passes(error) || i + 1 === patience) throw error;
      pause(true);
      await online();
      await wait(Math.min(1000 * 2 ** i, 15000));
      pause(false);
    }
  }
}

function line(box, text) {
  const p = document.createElement('p');
  p.textContent = text;
  box.append(p);
  return p;
}

function bar(box, label) {
  const p = document.createElement('progress');
  p.max = 1;
  p.value = 0;
  p.setAttribute('aria-label', label);
  box.append(p);
  return p;
}

async function sendAll(form, files) {
  const box = form.querySelector('[data-progress]'), numbers = [];
  let refused = false;
  box.replaceChildren();
  for (const [i, file] of files.entries()) {
    const name = `${form.dataset.sending} (${i + 1} / ${files.length})`, words = line(box, name), progress = bar(box, name);
    const answer = await sendAgain(form, file, part => { progress.value = part; }, waits => { words.textContent = waits ? form.dataset.waiting : name; });
    for (const one of answer.files) if (one.file) numbers.push(one.file); else refused = true;
    progress.value = 1;
  }
  const since = refused ? `&since=${Math.floor(Date.now() / 1000) - 300}` : '';
  location.assign(`/deposit/sent?f=${numbers.join('.')}${since}`);
}

function onSubmit(event) {
  const form = event.currentTarget, box = form.querySelector('[data-progress]'), button = form.querySelector('button[type=submit]');
  const files = [...form.querySelectorAll('input[type=file]')].flatMap(input => [...input.files]);
  if (!files.length) return; // the server says what to do
  event.preventDefault();
  const big = files.filter(file => file.size > Number(form.dataset.upload));
  box.replaceChildren();
  if (big.length) {
    for (const file of big) {
      line(box, `${file.name} – ${form.dataset.tooBig}`);
      begin(form, file).catch(() => {}); // not sent, but told: it stands in the list of what failed
    }
    return;
  }
  button.disabled = true;
  sendAll(form, files).catch(error => {
    button.disabled = false;
    box.replaceChildren();
    line(box, error?.status === 507 ? form.dataset.full : form.dataset.failed);
  });
}

for (const form of document.querySelectorAll('form[data-upload]')) form.addEventListener('submit', onSubmit);
if (window.crypto?.subtle) for (const box of document.querySelectorAll('[data-unfinished]')) box.hidden = false;

// A photo that was just taken is what one wants to send: the button is brought to the finger.
for (const input of document.querySelectorAll('form[data-upload] input[type=file]'))
  input.addEventListener('change', () => { if (input.files.length) input.form.querySelector('button[type=submit]').scrollIntoView({ block: 'nearest' }); });

// ---------------------------------------------------------------- verdicts

const live = () => document.querySelector('[data-live]');

// The part of this page that tells where things stand, as it is now. Whoever stands in it with the keyboard stays where they were.
async function renew() {
  const part = live(), page = await fetch(location.href, { cache: 'no-store' });
  if (!page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('[data-live]');
  if (!fresh) return false;
  const held = part.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  part.replaceWith(document.adoptNode(fresh));
  if (held) [...fresh.querySelectorAll('a')].find(link => link.getAttribute('href') === held)?.focus();
  return true;
}

// Without a stream: asked again, less and less often, as long as something is being read.
async function look() {
  if (live()?.dataset.live !== 'busy') return false;
  const head = await fetch('/deposit/state', { headers: { 'If-None-Match': live().dataset.etag }, cache: 'no-store' });
  if (head.status === 304) return true;
  return head.ok && renew();
}

async function ask() {
  for (let pause = 700; ; pause = Math.min(pause * 1.15, 5000)) {
    await wait(pause);
    if (!await look().catch(() => true)) return;
  }
}

// What was told while the line was bad is asked for until it is there.
async function follow(stamp) {
  for (let i = 0; i < attempts && stamp !== live()?.dataset.etag; i++) {
    if (await renew().catch(() => false)) return;
    await wait(1000 * 2 ** i);
  }
}

let source = null;
function listen() {
  if (!live() || source) return;
  if (!window.EventSource) { ask(); return; }
  let heard = false, failed = 0;
  source = new EventSource('/deposit/events');
  source.onmessage = event => {
    heard = true;
    failed = 0;
    follow(event.data);
  };
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED && heard && ++failed < 3) return; // it comes back by itself
    source.close(); // and stays set: a page that was refused does not try once more each time it is looked at
    ask();
  };
}

// A page that nobody sees holds no line.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) { listen(); return; }
  if (source?.readyState !== EventSource.CLOSED) source?.close(), source = null;
});
listen();
