// SPDX-License-Identifier: GPL-3.0-or-later
// The API's description against the API: every path that is described is asked, every answer follows its schema and holds nothing else, and what is not described is not there.
// URL, CODE (a ticket), ROUTES (src/http/routes.c), FILE (to be deposited).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { finish, sleep, tell } from '../tap.mjs';

const { URL: base, CODE, ROUTES, FILE } = process.env;

const described = await (await fetch(`${base}/api/v1/openapi.json`)).json();
tell(described.openapi === '3.1.0', 'the description is served');
const routes = [...readFileSync(ROUTES, 'utf8').matchAll(/"(GET|HEAD|POST|PATCH|DELETE)", "\/api\/v1([^"]*)"/g)].map(m => `${m[1]} ${m[2]}`).sort();
const told = Object.entries(described.paths).flatMap(([path, operations]) => Object.keys(operations).map(method => `${method.toUpperCase()} ${path.replace(/\{\w+\}$/, '')}`)).sort();
tell(routes.join() === told.join(), 'what is described is what there is', `${routes}\n${told}`);

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
ajv.addSchema({ $id: 'api', $defs: JSON.parse(JSON.stringify(described.components.schemas).replaceAll('#/components/schemas/', '#/$defs/')) });
const validators = Object.fromEntries(Object.keys(described.components.schemas).map(name => [name, ajv.compile({ $ref: `api#/$defs/${name}` })]));

function undescribed(node, path, out) {
  if (!node || typeof node !== 'object') return out;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties') for (const [name, one] of Object.entries(value)) if (!one.description && !one.$ref) out.push(`${path}/${name}`);
    undescribed(value, `${path}/${key}`, out);
  }
  return out;
}
tell(undescribed(described.components.schemas, '', []).length === 0, 'every member is described', undescribed(described.components.schemas, '', []).join('\n'));

async function ask(what, method, path, wanted, { headers = {}, body, as } = {}) {
  const operation = described.paths[path.replace(/\?.*/, '').replace(/\/files\/\d+$/, '/files/{file}').replace(/\/uploads\/\w+$/, '/uploads/{upload}')]?.[method.toLowerCase()];
  const answer = await fetch(`${base}/api/v1${path}`, { method, body, headers: { authorization: `Bearer ${as ?? CODE}`, ...headers } });
  const type = answer.headers.get('content-type'), media = operation?.responses[answer.status]?.content?.[type], name = media?.schema.$ref?.split('/').pop();
  tell(answer.status === wanted && !!operation?.responses[answer.status], `${what}: ${wanted}, as described`, `${answer.status} ${type}`);
  for (const header of Object.keys(operation?.responses[answer.status]?.headers ?? {})) tell(answer.headers.has(header), `… with ${header}`);
  if (answer.status === 304 || answer.status === 204 || answer.headers.get('content-length') === '0' || method === 'HEAD') return answer;
  tell(!!media, `… as ${type}`, JSON.stringify(operation?.responses[answer.status]));
  if (!name) return answer;
  const value = await answer.json();
  tell(validators[name](value), `… which follows ${name}`, ajv.errorsText(validators[name].errors));
  tell(!validators[name]({ ...value, score: 1 }), '… which takes no other member');
  return { value, etag: answer.headers.get('etag') };
}

const file = readFileSync(FILE);
await ask('the description', 'GET', '/openapi.json', 200);
await ask('a dossier without files', 'GET', '/dossier', 200);
await ask('a file', 'POST', '/files?name=facture.pdf&piece=domicile', 201, { body: file, headers: { 'idempotency-key': 'a' } });
await ask('the same file', 'POST', '/files?name=facture.pdf&piece=domicile', 200, { body: file, headers: { 'idempotency-key': 'a' } });
await ask('other bytes under its key', 'POST', '/files?name=facture.pdf', 422, { body: 'x', headers: { 'idempotency-key': 'a' } });
await ask('nothing', 'POST', '/files?name=x', 400, { body: '' });
await ask('too much', 'POST', '/files?name=x', 413, { body: Buffer.alloc(21 << 20) });
await ask('without a ticket', 'GET', '/dossier', 401, { as: 'nothing' });
await ask('a file that is not there', 'GET', '/files/99', 404);
// An upload in parts: each answer that the description has.
const digest = bytes => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`, more = { 'upload-complete': '?0' };
const part = (offset, end) => ({ 'content-type': 'application/partial-upload', 'upload-offset': String(offset), 'upload-complete': end });
const begun = await ask('an upload', 'POST', '/uploads?name=suite.txt', 201, { headers: { ...more, 'upload-length': '10', 'repr-digest': digest('0123456789') } });
const upload = begun.headers.get('location').replace('/api/v1', '');
await ask('a part', 'PATCH', upload, 204, { body: '01234', headers: part(0, '?0') });
await ask('how far it is', 'HEAD', upload, 204);
await ask('the same again', 'POST', '/uploads?name=suite.txt', 200, { headers: { ...more, 'upload-length': '10', 'repr-digest': digest('0123456789') } });
await ask('another offset', 'PATCH', upload, 409, { body: '01234', headers: part(1, '?1') });
await ask('bytes behind its beginning', 'POST', '/uploads?name=suite.txt', 409, { body: '0', headers: { ...more, 'upload-length': '10', 'repr-digest': digest('0123456789') } });
await ask('another type', 'PATCH', upload, 415, { body: '56789', headers: { ...part(5, '?1'), 'content-type': 'text/plain' } });
await ask('the end', 'PATCH', upload, 201, { body: '56789', headers: part(5, '?1') });
await ask('the end once more', 'PATCH', upload, 400, { body: '', headers: part(10, '?1') });
await ask('the receipt', 'POST', '/uploads?name=suite.txt', 200, { headers: { ...more, 'upload-length': '10', 'repr-digest': digest('0123456789') } });
await ask('a whole file', 'POST', '/uploads?name=tout.txt', 201, { body: 'all at once', headers: { 'upload-complete': '?1' } });
await ask('without a head', 'POST', '/uploads?name=x', 400);
await ask('too long', 'POST', '/uploads?name=x', 413, { headers: { ...more, 'upload-length': '99999999' } });
await ask('another digest', 'POST', '/uploads?name=x', 422, { body: 'x', headers: { 'upload-complete': '?1', 'repr-digest': digest('y') } });
const ended = (await ask('one that will be ended', 'POST', '/uploads?name=x', 201, { headers: more })).headers.get('location').replace('/api/v1', '');
await ask('its end', 'DELETE', ended, 204);
await ask('one that is gone', 'HEAD', ended, 404);
await ask('one that is gone', 'DELETE', ended, 404);
let seen;
for (let i = 0; i < 120 && seen?.value?.reading !== 'read'; i++) {
  seen = await (await fetch(`${base}/api/v1/files/1`, { headers: { authorization: `Bearer ${CODE}` } })).json().then(value => ({ value }));
  if (seen.value.reading !== 'read') await sleep(500);
}
const read = await ask('the file, once read', 'GET', '/files/1', 200);
tell(read.value.verdict === 'readable' && read.value.recognised.join() === 'internet-bill' && read.value.pages.length === 1, '… is readable and recognised', JSON.stringify(read.value));
// The other files are still looked at: what is asked twice below stands still by then.
const stamp = async () => (await fetch(`${base}/api/v1/dossier`, { headers: { authorization: `Bearer ${CODE}`, 'accept-language': 'en' } })).headers.get('etag');
for (let last = await stamp(), same = 0, i = 0; same < 4 && i < 240; i++) {
  await sleep(500);
  const now = await stamp();
  same = now === last ? same + 1 : 0;
  last = now;
}
const dossier = await ask('the dossier', 'GET', '/dossier', 200, { headers: { 'accept-language': 'en' } });
tell(dossier.value.pieces.some(p => p.piece === 'domicile' && p.state === 'received' && /proof of address/i.test(p.label)), '… tells its pieces in the language asked for', JSON.stringify(dossier.value.pieces));
await ask('the same again', 'GET', '/dossier', 304, { headers: { 'accept-language': 'en', 'if-none-match': dossier.etag } });
await ask('the slip', 'GET', '/slip', 200);
const attempts = await ask('what did not arrive', 'GET', '/attempts', 200);
tell(attempts.value.attempts.map(a => a.cause).sort().join() === 'altered,empty,other,too-big,too-big', '… is all there', JSON.stringify(attempts.value));
finish();
