// SPDX-License-Identifier: GPL-3.0-or-later
// The camera in the page: a frame in the proportions of the paper, and a word about what is seen: too dark, moving, too far, glare. What it sees is looked at on a small
// picture a few times a second, here, and goes nowhere; only a photo that was kept is put with the files to be sent. The words never hold up the shutter.
'use strict';

const dialog = document.querySelector('[data-camera]');
const at = name => dialog.querySelector(`[data-${name}]`);
const wordOf = name => dialog.querySelector(`[data-word="${name}"]`).textContent;

// ---------------------------------------------------------------- looking

// Grey values of what lies under the frame, as seen on the screen: the video fills its box and is cut at the sides.
function sample(video, frame, side, context) {
  const box = video.getBoundingClientRect(), hole = frame.getBoundingClientRect(), scale = Math.max(box.width / video.videoWidth, box.height / video.videoHeight);
  const left = (hole.left - box.left + (video.videoWidth * scale - box.width) / 2) / scale, top = (hole.top - box.top + (video.videoHeight * scale - box.height) / 2) / scale;
  const width = Math.round(hole.width >= hole.height ? side : side * hole.width / hole.height), height = Math.round(width * hole.height / hole.width);
  context.drawImage(video, left, top, hole.width / scale, hole.height / scale, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height), grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = (data[4 * i] * 77 + data[4 * i + 1] * 150 + data[4 * i + 2] * 29) >> 8;
  return { grey, width, height };
}

// The value below which a part of all lies; and the one that parts light from dark best (Otsu), with how well it does.
function valueAt(counts, total, part) {
  let sum = 0, value = 0;
  while (value < 255 && (sum += counts[value]) < part * total) value++;
  return value;
}

function parting(counts, total) {
  let all = 0, square = 0, dark = 0, below = 0, best = 0, value = 0;
  counts.forEach((n, i) => { all += n * i; square += n * i * i; });
  for (let i = 0; i < 255; i++) {
    dark += counts[i];
    below += counts[i] * i;
    if (!dark || dark === total) continue;
    const between = dark * (total - dark) * (below / dark - (all - below) / (total - dark)) ** 2;
    if (between > best) { best = between; value = i; }
  }
  return { value, share: best / total ** 2 / Math.max(1, square / total - (all / total) ** 2) };
}

// Of the frame's area, the box around what is as light, or as dark, as its middle: the paper. 1 when there is nothing that it could be told from.
function paperPart({ grey, width, height }, counts) {
  const { value, share } = parting(counts, grey.length);
  if (share < 0.6) return 1;
  let light = 0, n = 0;
  for (let y = Math.floor(height * 0.35); y < height * 0.65; y++) for (let x = Math.floor(width * 0.35); x < width * 0.65; x++, n++) light += grey[y * width + x] > value;
  const own = light * 2 > n, columns = new Uint16Array(width), rows = new Uint16Array(height);
  for (let i = 0; i < grey.length; i++) if (grey[i] > value === own) { columns[i % width]++; rows[Math.floor(i / width)]++; }
  const reach = (line, most) => { const on = [...line.keys()].filter(i => line[i] > 0.15 * most); return on.length ? on.at(-1) - on[0] + 1 : 0; };
  return reach(columns, height) * reach(rows, width) / grey.length;
}

function changeOf(grey, before) {
  if (!before || before.length !== grey.length) return 0;
  let sum = 0;
  for (let i = 0; i < grey.length; i++) sum += Math.abs(grey[i] - before[i]);
  return sum / grey.length;
}

// The worst first: what is dark cannot be judged otherwise.
function judge(seen, before, limits) {
  const counts = new Uint32Array(256), total = seen.grey.length;
  for (const value of seen.grey) counts[value]++;
  let burnt = 0;
  for (let value = 250; value < 256; value++) burnt += counts[value] / total;
  if (valueAt(counts, total, 0.9) < limits.dark) return 'dark';
  if (changeOf(seen.grey, before) > limits.change) return 'still';
  if (paperPart(seen, counts) < limits.part) return 'closer';
  return burnt > limits.glare && valueAt(counts, total, 0.5) < 225 ? 'glare' : 'good';
}

// ---------------------------------------------------------------- the camera

function prepare(input) {
  const video = dialog.querySelector('video'), still = at('still'), outside = document.querySelector('[data-camera-say]'), open = document.querySelector('[data-camera-open]');
  const [lookMs, side, dark, change, part, glare, sideEnough] = dialog.dataset.camera.split(' ').map(Number), limits = { dark, change, part, glare };
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  context.canvas.width = context.canvas.height = side;
  let stream = null, timer = 0, before = null, last = '', photo = null, taken = 0;

  const say = name => { if (dialog.dataset.seen !== name) { dialog.dataset.seen = name; at('say').textContent = wordOf(name); } };

  // Said once it was seen twice: words that jump help nobody.
  function look() {
    if (!video.videoWidth || photo) return;
    const began = performance.now(), seen = sample(video, at('frame'), side, context), name = judge(seen, before, limits);
    before = seen.grey;
    if (name === last) say(name);
    last = name;
    performance.clearMeasures('camera-look');
    performance.measure('camera-look', { start: began, end: performance.now() });
  }

  function show(frozen) {
    still.hidden = at('still-buttons').hidden = !frozen;
    video.hidden = at('frame').hidden = at('live-buttons').hidden = frozen;
    at(frozen ? 'keep' : 'shoot').focus();
  }

  function stop() {
    clearInterval(timer);
    stream?.getTracks().forEach(track => track.stop());
    stream = photo = before = null;
    if (dialog.open) dialog.close();
  }

  async function start() {
    outside.textContent = '';
    dialog.showModal();
    show(false);
    say('starting');
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 4096 }, height: { ideal: 3072 } } });
      if (!dialog.open) { stop(); return; }
      video.srcObject = stream;
      await video.play();
      say('frame');
      timer = setInterval(look, lookMs);
    } catch {
      stop();
      outside.textContent = wordOf('none');
    }
  }

  const within = (promise, ms) => Promise.race([promise, new Promise((done, fail) => setTimeout(fail, ms))]);

  // The video's own picture; where it is too small for print, the photo that the camera takes by itself, if it does so soon.
  async function picture() {
    still.width = video.videoWidth;
    still.height = video.videoHeight;
    still.getContext('2d').drawImage(video, 0, 0);
    const own = new Promise(done => still.toBlob(done, 'image/jpeg', 0.92));
    if (Math.min(still.width, still.height) >= sideEnough || !window.ImageCapture) return own;
    return within(new ImageCapture(stream.getVideoTracks()[0]).takePhoto(), 3000).catch(() => own);
  }

  async function shoot() {
    if (photo || !video.videoWidth) return;
    photo = new Blob();
    photo = await picture();
    show(true);
    say('look');
  }

  function keep() {
    const files = new DataTransfer();
    for (const file of input.files) files.items.add(file);
    files.items.add(new File([photo], `photo-${++taken}.jpg`, { type: photo.type || 'image/jpeg' }));
    input.files = files.files;
    stop();
    outside.textContent = wordOf('taken');
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  input.multiple = true;
  open.hidden = false;
  open.addEventListener('click', start);
  at('shoot').addEventListener('click', shoot);
  at('close').addEventListener('click', stop);
  at('keep').addEventListener('click', keep);
  at('again').addEventListener('click', () => { photo = null; show(false); say('frame'); });
  dialog.addEventListener('close', stop); // the key Escape too
  document.addEventListener('visibilitychange', () => { if (document.hidden && stream) stop(); });
}

if (dialog?.showModal && navigator.mediaDevices?.getUserMedia) prepare(document.querySelector('#photo'));
