// SPDX-License-Identifier: GPL-3.0-or-later
// ajv: what the commands print with --json follows the published schemas. Arguments: NAME=FILE, NAME is check, read, intake, unpack, devices, scan or dossier; NAME.WHAT is another of NAME.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../models/schema');
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
const schemas = Object.fromEntries(['dossier', 'check', 'read', 'intake', 'unpack', 'devices', 'scan'].map(name => [name, JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))]));
for (const schema of Object.values(schemas)) ajv.addSchema(schema);

let count = 0, failed = 0;
function tell(right, what, why = '') {
  console.log(`${right ? 'ok' : 'not ok'} ${++count} - ${what}`);
  if (!right) { failed++; console.log(`# ${why}`); }
}
for (const argument of process.argv.slice(2)) {
  const [name, path] = argument.split('=');
  const validate = ajv.getSchema(schemas[name.split('.')[0]].$id);
  const value = JSON.parse(readFileSync(path, 'utf8'));
  tell(validate(value), `recto ${name} --json follows its schema`, ajv.errorsText(validate.errors));
  value.score = 1;
  tell(!validate(value), `… which refuses an unknown member`);
}
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
