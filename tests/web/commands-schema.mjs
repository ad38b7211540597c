// SPDX-License-Identifier: GPL-3.0-or-later
// ajv: what the commands print with --json follows the published schemas. Arguments: NAME=FILE, NAME is the name of a schema.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { finish, tell } from '../tap.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../models/schema');
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
const schemas = Object.fromEntries(['dossier', 'check', 'read', 'intake', 'unpack', 'batch', 'tray', 'slip', 'devices', 'scan', 'change', 'done', 'list', 'history', 'status', 'verify', 'ticket', 'tickets', 'users', 'correction'].map(name => [name, JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))]));
for (const schema of Object.values(schemas)) ajv.addSchema(schema);

// Every object but those whose members follow from something else: answers of a situation, states of pieces, bodies of history lines.
function* objects(value, name = '') {
  if (!value || typeof value !== 'object' || ['situation', 'pieces', 'body'].includes(name) && !Array.isArray(value)) return;
  if (!Array.isArray(value)) yield value;
  for (const [key, inner] of Object.entries(value)) yield* objects(inner, Array.isArray(value) ? name : key);
}

for (const argument of process.argv.slice(2)) {
  const [name, path] = argument.split('=');
  const validate = ajv.getSchema(schemas[name.split('.')[0]].$id);
  const value = JSON.parse(readFileSync(path, 'utf8'));
  let strict = true;
  tell(validate(value), `${basename(path)} follows the schema ${name}`, ajv.errorsText(validate.errors));
  for (const object of objects(value)) {
    object.score = 1;
    strict &&= !validate(value);
    delete object.score;
  }
  tell(strict, '… which refuses an unknown member at every place that it names');
}
finish();
