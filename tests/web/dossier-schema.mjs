// SPDX-License-Identifier: GPL-3.0-or-later
// ajv: every dossier.json named on the command line follows the published schema, and the schema refuses what it should.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { finish, tell } from '../tap.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const schema = JSON.parse(readFileSync(join(here, '../../models/schema/dossier.schema.json'), 'utf8'));
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(schema);

function describe(at, node, path) {
  if (!node || typeof node !== 'object') return;
  if (at === 'properties') { for (const [key, value] of Object.entries(node)) describeOne(value, `${path}/${key}`); return; }
  for (const [key, value] of Object.entries(node)) describe(key, value, path);
}
const undescribed = [];
function describeOne(node, path) {
  if (!node.description && !node.$ref) undescribed.push(path);
  describe('', node, path);
}

describe('', schema, '');
tell(undescribed.length === 0, 'every member is described', undescribed.join(' '));
for (const path of process.argv.slice(2)) {
  const dossier = JSON.parse(readFileSync(path, 'utf8'));
  tell(validate(dossier), 'follows the schema', ajv.errorsText(validate.errors));
  const spoilers = {
    'an unknown member': d => { d.score = 1; },
    'a missing list': d => { delete d.findings; },
    'an answer that is none': d => { d.complete = 'maybe'; },
    'a short digest': d => { d.files[0].sha256 = 'ab'; },
    'pages counted from 0': d => { d.documents[0].pages[0].page = 0; },
    'a text for a number': d => { d.files[0].size = '12'; },
  };
  for (const [what, spoil] of Object.entries(spoilers)) {
    const copy = structuredClone(dossier);
    spoil(copy);
    tell(!validate(copy), `refuses ${what}`);
  }
}
finish();
