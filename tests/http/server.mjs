// SPDX-License-Identifier: GPL-3.0-or-later
// The program under test and its servers, as every test in JavaScript starts and ends them. RECTO is the program, WORK a folder that goes with the test, MODELS ours.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { sleep } from '../tap.mjs';

const { RECTO, MODELS, WORK } = process.env;

export const typed = (input, ...words) => execFileSync(RECTO, words, { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] });
export const recto = (...words) => typed('', ...words);
export const status = (store, number) => JSON.parse(recto('status', number, '--store', store, '--json'));
export const history = (store, number) => JSON.parse(recto('history', number, '--store', store, '--json')).versions;

// `recto work`; while it ran nothing was heard here: connections that the server closed meanwhile are noticed before the next request takes one.
export async function work(store, ...more) {
  recto('work', '--store', store, ...more);
  await sleep(50);
}

const running = new Set();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });

// `serve --listen` with a place of its own in `more` listens there instead. What it prints is gathered in out and log.
export const serve = (store, ...more) => serveBy(RECTO, store, ...more);
export async function serveBy(program, store, ...more) {
  const child = spawn(program, ['serve', '--store', store, '--no-worker', '--listen', '127.0.0.1:0', ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  const server = { child, log: '', out: '' };
  running.add(child);
  child.stderr.on('data', data => { server.log += data; });
  child.stdout.on('data', data => { server.out += data; });
  child.on('exit', () => running.delete(child));
  for (let i = 0; i < 1500 && !/:\S+\n/.test(server.out) && child.exitCode === null; i++) await sleep(10);
  server.port = Number(/127\.0\.0\.1:(\d+)/.exec(server.out)?.[1] ?? 0);
  server.base = `http://127.0.0.1:${server.port}`;
  server.socket = /unix:(\S+)/.exec(server.out)?.[1];
  return server;
}

export async function end(server, signal = 'SIGTERM') {
  server.child.kill(signal);
  if (server.child.exitCode === null && server.child.signalCode === null) await once(server.child, 'exit');
  return server.child.exitCode;
}

// Our models with other limits (name: value), so that a test need not wait for ours.
export function models(name, limits) {
  const folder = `${WORK}/${name}`;
  cpSync(MODELS, folder, { recursive: true });
  let text = readFileSync(`${folder}/limits.yaml`, 'utf8');
  for (const [key, value] of Object.entries(limits)) {
    const changed = text.replace(new RegExp(`(?<![\\w-])${key}: \\d+`), `${key}: ${value}`);
    if (changed === text) throw new Error(`limits.yaml has no ${key}`);
    text = changed;
  }
  writeFileSync(`${folder}/limits.yaml`, text);
  return folder;
}
