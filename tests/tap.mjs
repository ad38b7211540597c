// SPDX-License-Identifier: GPL-3.0-or-later
// What every test in JavaScript says to prove.

let count = 0, failed = 0;

export function tell(right, what, why = '') {
  console.log(`${right ? 'ok' : 'not ok'} ${++count} - ${what}`);
  if (!right) { failed++; for (const line of String(why).split('\n').slice(0, 30)) console.log(`# ${line}`); }
}

// The last line; a test that did not come here has failed.
export function finish() {
  console.log(`1..${count}`);
  process.exit(failed ? 1 : 0);
}

export const sleep = ms => new Promise(done => setTimeout(done, ms));
