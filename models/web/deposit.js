// SPDX-License-Identifier: GPL-3.0-or-later
// What a script adds to the deposit page, which works without: progress, sending file by file with new attempts, and verdicts that appear by themselves.
// Nothing is drawn from text: pages come from the server, words from attributes.
'use strict';

const attempts = 4;
const wait = ms => new Promise(done => setTimeout(done, ms));

// ---------------------------------------------------------------- sending

function send(form, file, show) {
  const data = new FormData();
  for (const field of form.querySelectorAll('input[type=hidden]')) data.append(field.name, field.value);
  data.append('files', file, file.name);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.upload.onprogress = event => { if (event.lengthComputable) show(event.loaded / event.total); };
    request.onload = () => (request.status === 200 && request.response ? done(request.response) : fail({ status: request.status }));
    request.onerror = request.onabort = request.ontimeout = () => fail({ status: 0 });
    request.send(data);
  });
}

// The form's key makes a file that was sent twice one deposit, so that trying again is safe.
async function sendAgain(form, file, show) {
  for (let i = 0; ; i++) {
    try {
      return await send(form, file, show);
    } catch (error) {
      if (error.status && error.status < 500 || i + 1 === attempts) throw error;
      await wait(1000 * 2 ** i);
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
    const words = line(box, `${form.dataset.sending} (${i + 1} / ${files.length})`), progress = bar(box, words.textContent);
    const answer = await sendAgain(form, file, part => { progress.value = part; });
    for (const one of answer.files) if (one.file) numbers.push(one.file); else refused = true;
    progress.value = 1;
  }
  const since = refused ? `&since=${Math.floor(Date.now() / 1000) - 300}` : '';
  location.assign(`/deposit/sent?f=${numbers.join('.')}${since}`);
}

function onSubmit(event) {
  const form = event.currentTarget, box = form.querySelector('[data-progress]'), button = form.querySelector('button');
  const files = [...form.querySelectorAll('input[type=file]')].flatMap(input => [...input.files]);
  if (!files.length) return; // the server says what to do
  event.preventDefault();
  const big = files.filter(file => file.size > Number(form.dataset.upload));
  box.replaceChildren();
  if (big.length) {
    for (const file of big) line(box, `${file.name} – ${form.dataset.tooBig}`);
    return;
  }
  button.disabled = true;
  sendAll(form, files).catch(() => {
    button.disabled = false;
    box.replaceChildren();
    line(box, form.dataset.failed);
  });
}

for (const form of document.querySelectorAll('form[data-upload]')) form.addEventListener('submit', onSubmit);

// A photo that was just taken is what one wants to send: the button is brought to the finger.
for (const input of document.querySelectorAll('form[data-upload] input[type=file]'))
  input.addEventListener('change', () => { if (input.files.length) input.form.querySelector('button').scrollIntoView({ block: 'nearest' }); });

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
    if (source.readyState !== EventSource.CLOSED && (heard || ++failed < 3)) return; // it comes back by itself
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
