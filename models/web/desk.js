// SPDX-License-Identifier: GPL-3.0-or-later
// What a script adds to the desk, which works without: changes that appear by themselves, keys, files that are dropped.
// Nothing is drawn from text: pages come from the server, and the part of them that lives is put in the place of the old one.
'use strict';

document.documentElement.classList.add('scripted');
const wait = ms => new Promise(done => setTimeout(done, ms));
const live = () => document.querySelector('[data-live]');

// ---------------------------------------------------------------- the living part

// What somebody is filling in, or holds, is not taken out of their hands.
let pressed = false, dragged = null;
const isHeld = () => pressed || dragged;
function isBusy(part) {
  if (isHeld()) return true;
  const at = document.activeElement;
  if (at && part.contains(at) && at.matches('select, input:not([type=hidden])')) return true;
  return [...part.querySelectorAll('input:not([type=hidden])')].some(input => input.value) || [...part.querySelectorAll('select')].some(select => select.value);
}

// The same place on the new part: an element with an id, or the same button of the same card.
function placeOf(element, part) {
  if (!element || !part.contains(element)) return null;
  const named = element.closest('[id]');
  return named && part.contains(named) ? { id: named.id, key: element.dataset?.key, act: element.value } : null;
}

function refind(place) {
  const named = place && document.getElementById(place.id);
  if (!named) return null;
  if (place.key) return named.querySelector(`[data-key="${CSS.escape(place.key)}"]`) ?? named;
  return named;
}

// Each request for the page has a number: an answer that was overtaken by a later one's is old.
let asked = 0, shown = 0, news = ''; // news: the newest state that the stream told of

function put(text, number) {
  if (number < shown) return true;
  shown = number;
  const old = live(), fresh = new DOMParser().parseFromString(text, 'text/html');
  const part = fresh.querySelector('[data-live]');
  if (!old || !part) return false;
  if (part.dataset.stamp === old.dataset.stamp) return true;
  if (part.dataset.form !== old.dataset.form) { location.reload(); return true; } // closed or opened again: its tools go or come too
  const place = placeOf(document.activeElement, old), open = [...old.querySelectorAll('details[open]')].map(one => one.id);
  old.replaceWith(document.adoptNode(part));
  pressed = false; // what was held is gone with it
  dragged = null;
  document.title = fresh.title;
  document.querySelector('h1').textContent = fresh.querySelector('h1').textContent;
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  refind(place)?.focus({ preventScroll: true });
  return true;
}

let late = false, fetching = false;
async function renew() {
  const part = live();
  if (!part || fetching) { late = !!part; return; }
  if (isBusy(part)) { late = true; return; }
  fetching = true;
  late = false;
  const number = ++asked;
  try {
    const page = await fetch(location.pathname, { cache: 'no-store', headers: { accept: 'text/html', 'X-Recto-Quiet': 'yes' } });
    const text = await page.text();
    if (live() && isBusy(live())) late = true; // taken in hand meanwhile
    else if (page.ok && !page.redirected) {
      const before = live()?.dataset.stamp;
      put(text, number);
      late ||= !!news && live()?.dataset.stamp !== before && live()?.dataset.stamp !== news; // drawn before something was done that this page knew of
    }
    else if (page.redirected || page.status === 403 || page.status === 401) location.reload(); // the session has ended: the door tells so
  } finally {
    fetching = false;
    if (late) setTimeout(renew, 300);
  }
}
// Whoever holds a page, or is filling something in, gets it when they let go.
const renewLater = () => { late = true; if (!isHeld()) setTimeout(renew, 200); };
document.addEventListener('focusout', () => { if (late) setTimeout(renew, 200); });

// ---------------------------------------------------------------- news: a stream, or else asking

async function ask() {
  for (let pause = 1000; live(); pause = Math.min(pause * 1.2, 5000)) {
    await wait(pause);
    const part = live();
    const head = part && await fetch(part.dataset.state, { headers: { 'If-None-Match': `"${part.dataset.stamp}"` }, cache: 'no-store' }).catch(() => null);
    if (head?.status === 204) { pause = 1000; await renew(); }
  }
}

function listen() {
  const part = live();
  if (!part) return;
  if (!window.EventSource) { ask(); return; }
  const source = new EventSource(part.dataset.events);
  let heard = false, failed = 0;
  source.onmessage = event => {
    heard = true;
    failed = 0;
    news = event.data;
    if (news !== live()?.dataset.stamp) renew();
  };
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED && (heard || ++failed < 3)) return; // it comes back by itself
    source.close();
    ask();
  };
}
listen();

// The day's list, while nobody is in it.
setInterval(async () => {
  const list = document.querySelector('[data-queue]');
  if (!list || document.hidden || list.contains(document.activeElement)) return;
  const page = await fetch('/desk', { cache: 'no-store', headers: { accept: 'text/html', 'X-Recto-Quiet': 'yes' } }).catch(() => null);
  if (page?.redirected || page?.status === 401) { location.reload(); return; } // 401: of a server in front
  const fresh = page?.ok && new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('[data-queue]');
  if (fresh && !list.contains(document.activeElement)) list.replaceWith(document.adoptNode(fresh));
}, 10000);

// ---------------------------------------------------------------- what is done stays on the page

// What is sent again under the same key is one deposit; the next one is another, though it were the same file.
function renewKey(form) {
  const key = form.querySelector('[name=key]'), bytes = crypto.getRandomValues(new Uint8Array(16));
  if (key) key.value = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

// The line failed: whether it was done is for the page to tell, and nothing is done twice.
function tellCut() {
  const told = document.querySelector('[data-cut]');
  if (told) told.hidden = false;
  told?.scrollIntoView({ block: 'nearest' });
  renewLater();
}

async function send(form, button, more = {}) {
  const data = new FormData(form), number = ++asked;
  let answer, text;
  if (button?.name) data.append(button.name, button.value);
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  if (button) button.disabled = true;
  try {
    answer = await fetch(form.action, { method: 'POST', body: data, headers: { accept: 'text/html' } });
    text = await answer.text();
  } catch {
    tellCut();
    return false;
  } finally {
    if (button) button.disabled = false;
  }
  document.querySelector('[data-cut]')?.setAttribute('hidden', '');
  if (answer.ok) renewKey(form);
  const plain = answer.ok && new URL(answer.url).pathname === location.pathname && !new URL(answer.url).search;
  if (plain && isHeld()) renewLater();
  else if (plain && put(text, number)) return true;
  else if (answer.ok) { location.assign(answer.url); location.reload(); }
  else {
    const page = new DOMParser().parseFromString(text, 'text/html'); // it says what did not work
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
  }
  return answer.ok;
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (!live() || !/^\/desk\/(do|scan|stop|add)$/.test(new URL(form.action).pathname)) return;
  event.preventDefault();
  const files = form.querySelector('input[type=file]');
  if (files && !files.files.length) { files.click(); return; }
  if (document.activeElement?.matches('select, input')) document.activeElement.blur();
  const chosen = files?.files;
  send(form, event.submitter).then(done => { if (done && files && files.files === chosen) files.value = ''; }); // others may be chosen by now
});

// ---------------------------------------------------------------- keys: on the page that has the focus; undo and scan while nothing is typed

function step(card, way) {
  const cards = [...document.querySelectorAll('[data-card]')], next = cards[cards.indexOf(card) + way];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function press(element) {
  if (!element) return false;
  if (element.matches('select, input')) element.closest('details')?.setAttribute('open', '');
  if (element.matches('select')) element.focus();
  else if (element.matches('a')) element.click();
  else if (element.matches('input')) { element.focus(); element.select(); }
  else if (!element.disabled) element.form.requestSubmit(element);
  return true;
}

document.addEventListener('keydown', event => {
  const at = event.target;
  if (event.key === 'Escape' && at.matches('.question input, .question select')) at.blur(); // the other keys act again
  if (event.ctrlKey || event.altKey || event.metaKey || at.matches('select, textarea, input:not([type=radio]):not([type=checkbox]):not([type=file])')) return;
  const card = at.closest('[data-card]');
  let done = false;
  if (event.key === 'j' || event.key === 'k') { step(card, event.key === 'j' ? 1 : -1); done = true; }
  else if (card && /^[a-z]$/.test(event.key)) done = press(card.querySelector(`[data-key="${event.key}"]`));
  if (!done && /^[a-z1-9]$/.test(event.key)) done = press(document.querySelector(`[data-global="${event.key}"]`));
  if (done) event.preventDefault();
});

// ---------------------------------------------------------------- a page dragged onto another one goes behind it; the list, the button and the key do the same

const mayMove = card => card.querySelector('form.quick');
document.addEventListener('pointerdown', event => {
  pressed = true;
  const card = event.target.closest?.('[data-card]');
  if (card && mayMove(card)) card.draggable = !event.target.closest('button, select, input, summary, label');
});
document.addEventListener('dragstart', event => {
  dragged = event.target.closest?.('[data-card]')?.id ?? null;
  if (dragged) event.dataTransfer.setData('text/plain', '');
});
function letGo() {
  pressed = false;
  dragged = null;
  if (late) setTimeout(renew, 200);
}
for (const kind of ['pointerup', 'pointercancel', 'dragend']) document.addEventListener(kind, kind === 'pointercancel' ? () => { pressed = false; } : letGo);

function over(event) {
  const card = dragged && event.target.closest?.('[data-card]');
  return card && card.id !== dragged ? card : null;
}

function moveBehind(card) {
  const form = document.getElementById(dragged)?.querySelector('form.quick');
  if (!form) return;
  send(form, null, { previous: card.id.slice(1).replace('-', ':'), act: 'merge' });
}

// ---------------------------------------------------------------- files that are dropped

const drop = () => document.querySelector('form.drop');
document.addEventListener('dragover', event => {
  for (const one of document.querySelectorAll('.page.over')) one.classList.remove('over');
  const card = over(event);
  if (card) {
    event.preventDefault();
    card.classList.add('over');
    return;
  }
  if (!drop() || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  drop().classList.add('over');
});
document.addEventListener('dragleave', event => { if (!event.relatedTarget) drop()?.classList.remove('over'); });
document.addEventListener('drop', event => {
  const card = over(event);
  if (card) {
    event.preventDefault();
    card.classList.remove('over');
    moveBehind(card);
    return;
  }
  const form = drop();
  if (!form || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove('over');
  form.querySelector('input[type=file]').files = event.dataTransfer.files;
  form.requestSubmit();
});
