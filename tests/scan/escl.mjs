// SPDX-License-Identifier: GPL-3.0-or-later
// A network scanner of our own: as much of eSCL (Mopria 2.97) as sane-airscan asks for. usage: node escl.mjs FOLDER
// Prints its port. It obeys FOLDER/script, a line a page, read anew for every request: "page FILE.jpg", "half FILE.jpg" (cut in the middle), "jam", "busy", "drop"
// (the connection is cut). A line is crossed out when it was served. No line left = the feeder is empty. FOLDER/log says what was asked.
import { createServer } from 'node:http';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const lines = () => readFileSync(join(folder, 'script'), 'utf8').split('\n').filter(line => line);
const cross = () => writeFileSync(join(folder, 'script'), lines().slice(1).join('\n'));
const log = text => appendFileSync(join(folder, 'log'), `${text}\n`);
let job = 0;

const input = name => `<scan:${name}InputCaps><scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2480</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>
<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode>
</scan:ColorModes><scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats><scan:SupportedResolutions><scan:DiscreteResolutions>
<scan:DiscreteResolution><scan:XResolution>75</scan:XResolution><scan:YResolution>75</scan:YResolution></scan:DiscreteResolution><scan:DiscreteResolution>
<scan:XResolution>300</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution></scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles></scan:${name}InputCaps>`;
const names = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';
const capabilities = `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities ${names}><pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Recto Specimen</pwg:MakeAndModel>
<scan:Platen>${input('Platen')}</scan:Platen><scan:Adf>${input('AdfSimplex')}<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf></scan:ScannerCapabilities>`;

function status() {
  const next = lines()[0] ?? '';
  const feeder = next === 'jam' ? 'ScannerAdfJam' : next === '' ? 'ScannerAdfEmpty' : 'ScannerAdfLoaded';
  return `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus ${names}><pwg:Version>2.63</pwg:Version><pwg:State>Idle</pwg:State><scan:AdfState>${feeder}</scan:AdfState></scan:ScannerStatus>`;
}

function xml(response, text) {
  response.writeHead(200, { 'Content-Type': 'text/xml' });
  response.end(text);
}

function refuse(response, code) {
  response.writeHead(code);
  response.end();
}

function newJob(response, host) {
  const next = lines()[0] ?? '';
  if (next === 'busy') return refuse(response, 503);
  if (next === 'jam' || next === '') return refuse(response, 409);
  response.writeHead(201, { Location: `http://${host}/eSCL/ScanJobs/${++job}` });
  return response.end();
}

function nextDocument(request, response) {
  const [verb, file] = (lines()[0] ?? '').split(' ');
  if (verb === '') return refuse(response, 404);
  if (verb === 'jam') return refuse(response, 409);
  cross();
  if (verb === 'drop') return request.socket.destroy();
  const whole = readFileSync(join(folder, file)), bytes = verb === 'half' ? whole.subarray(0, whole.length / 2) : whole;
  response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': bytes.length });
  return response.end(bytes);
}

const server = createServer((request, response) => {
  log(`${request.method} ${request.url}`);
  request.resume();
  request.on('end', () => {
    if (request.url === '/eSCL/ScannerCapabilities') return xml(response, capabilities);
    if (request.url === '/eSCL/ScannerStatus') return xml(response, status());
    if (request.url === '/eSCL/ScanJobs' && request.method === 'POST') return newJob(response, request.headers.host);
    if (/^\/eSCL\/ScanJobs\/\d+\/NextDocument$/.test(request.url)) return nextDocument(request, response);
    return refuse(response, request.method === 'DELETE' ? 200 : 404);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
