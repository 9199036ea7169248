// From strokes, or the grey of a photograph, to a picture as the data set has them: MNIST's digits are scaled to a box of 20 of
// 28 px, as thick as a pen was then, and stand with their centre of mass in the middle.

const LEAST_SIDE = 1 / 8;                                // of the canvas: a smaller drawing is not blown up any further
const SUBPIXELS = 4;                                  // a side, of a pixel
const LEAST_INK = 0.15;                                 // ink below this is the paper's

const GREYS = 15;                                    // of a drawing in a link, above black

// Pixels in [-1, 1] as whole greys from 0 to 15, and back.
export const inkOfPicture = (picture) => Array.from(picture, (value) => Math.round((GREYS * (Math.min(1, Math.max(-1, value)) + 1)) / 2));
export const pictureOfInk = (ink) => Float32Array.from(ink, (grey) => (2 * grey) / GREYS - 1);

// `strokes`: lists of [x, y] in parts of the canvas. `pen`: { radius (px), fit (of the picture's side; null: as it stands),
// by_mass }. -> H x W in [-1, 1], or null for an empty drawing.
export function inkOf(strokes, [, height, width], pen) {
  const points = strokes.flat();
  if (!points.length) return null;
  const place = placeOf(points, width, height, pen);
  const drawn = strokes.map((stroke) => thinned(stroke.map(place)));
  const ink = rendered(drawn, width, height, pen.radius);
  if (!pen.by_mass) return toPicture(ink);
  const [dx, dy] = offCentre(ink, width, height);
  return toPicture(rendered(drawn.map((stroke) => stroke.map(([x, y]) => [x - dx, y - dy])), width, height, pen.radius));
}

function placeOf(points, width, height, { fit, radius }) {
  if (!fit) return ([x, y]) => [x * width, y * height];
  const [left, right] = span(points.map(([x]) => x));
  const [top, bottom] = span(points.map(([, y]) => y));
  const room = fit * Math.min(width, height) - 2 * radius;
  const scale = room / Math.max(right - left, bottom - top, LEAST_SIDE);
  return ([x, y]) => [(x - (left + right) / 2) * scale + width / 2, (y - (top + bottom) / 2) * scale + height / 2];
}

// Without points that lie closer than half a pixel to the one before.
function thinned(stroke) {
  const kept = [stroke[0]];
  for (const point of stroke) {
    const [x, y] = kept[kept.length - 1];
    if (Math.hypot(point[0] - x, point[1] - y) >= 0.5) kept.push(point);
  }
  return kept;
}

// Ink from 0 to 1: a line of the radius, its edge one pixel soft.
function rendered(strokes, width, height, radius) {
  const ink = new Float32Array(width * height);
  const reach = radius + 0.5;
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i++) {
      const [a, b] = [stroke[Math.max(0, i - 1)], stroke[i]];
      const [left, right] = [Math.min(a[0], b[0]) - reach, Math.max(a[0], b[0]) + reach];
      const [top, bottom] = [Math.min(a[1], b[1]) - reach, Math.max(a[1], b[1]) + reach];
      for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
        for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
          const value = Math.min(1, Math.max(0, reach - fromLine(x + 0.5, y + 0.5, a, b)));
          if (value > ink[y * width + x]) ink[y * width + x] = value;
        }
      }
    }
  }
  return ink;
}

export function fromLine(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

function offCentre(ink, width, height) {
  let [mass, x, y] = [0, 0, 0];
  ink.forEach((value, i) => {
    mass += value;
    x += value * ((i % width) + 0.5);
    y += value * (Math.floor(i / width) + 0.5);
  });
  return mass ? [x / mass - width / 2, y / mass - height / 2] : [0, 0];
}

// --- photographs ------------------------------------------------------------------------------------------------------

// The ink of a photograph (`grey` from 0 to 1, w x h), light on dark or dark on light; null where there is none.
export function inkOfPhotograph(grey, w, h, [, height, width], pen) {
  const ink = standingOut(grey, w, h);
  const inked = [];
  ink.forEach((value, i) => { if (value > LEAST_INK) inked.push([i % w, Math.floor(i / w)]); });
  if (!inked.length) return null;
  const [left, right] = span(inked.map(([x]) => x));
  const [top, bottom] = span(inked.map(([, y]) => y));
  const scale = Math.max(right - left + 1, bottom - top + 1) / (pen.fit * Math.min(width, height));
  const middle = [(left + right + 1) / 2, (top + bottom + 1) / 2];
  const draw = (dx, dy) => sampled(ink, w, h, width, height, scale, [middle[0] + dx * scale, middle[1] + dy * scale]);
  const first = draw(0, 0);
  return toPicture(pen.by_mass ? draw(...offCentre(first, width, height)) : first);
}

// As ink from 0 to 1, whatever the paper: the border shows it. Nothing where the whole is of one grey.
function standingOut(grey, w, h) {
  const border = grey.filter((_, i) => i % w === 0 || i % w === w - 1 || i < w || i >= w * (h - 1)).sort();
  const paper = border[border.length >> 1];
  const away = grey.map((value) => Math.abs(value - paper));
  const most = away.reduce((a, b) => Math.max(a, b), 0);
  return most < 0.1 ? new Float32Array(grey.length) : away.map((value) => value / most);
}

function sampled(ink, w, h, width, height, scale, [cx, cy]) {
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let s = 0; s < SUBPIXELS * SUBPIXELS; s++) {
      const x = (i % width) + ((s % SUBPIXELS) + 0.5) / SUBPIXELS - width / 2;
      const y = Math.floor(i / width) + (Math.floor(s / SUBPIXELS) + 0.5) / SUBPIXELS - height / 2;
      const [u, v] = [Math.floor(cx + x * scale), Math.floor(cy + y * scale)];
      if (u >= 0 && u < w && v >= 0 && v < h) sum += ink[v * w + u];
    }
    out[i] = sum / SUBPIXELS ** 2;
  }
  return out;
}

const toPicture = (ink) => ink.map((value) => 2 * value - 1);

const span = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
