// Where the nodes of a tree stand on a slide: every level at once, its pictures as large as whole factors allow.

import { wholeFactor } from "../live/picture.js";

const SLIDE_GAP_PX = 12;                                  // between neighbours
const SLIDE_TOP_PX = 6;
const LARGE = 4;                                    // a factor that is large
const LARGEST = 9;                                  // a factor that is large enough

// Of words `unit` times as large as usual: a caption below a picture, and a branch with its number on it.
const captionOf = (unit) => Math.ceil(18.2 * unit) + 9;
const edgeOf = (unit) => Math.ceil(20 * unit);

// -> as `layout.treeLayout`.
export function treeSlide(width, height, unit, depth, [w, h]) {
  const caption = captionOf(unit);
  const edge = edgeOf(unit);
  const slots = Array.from({ length: depth + 1 }, (_, level) => width / 2 ** level);
  const factors = slots.map((slot) => Math.min(LARGEST, wholeFactor(w, slot - SLIDE_GAP_PX) || 1));
  const spare = () => height - 2 * SLIDE_TOP_PX - (depth + 1) * caption - depth * edge - h * factors.reduce((sum, f) => sum + f, 0);
  // the largest shrink first, and of those the ones nearest to the leaves: a picture is never larger than the one above it
  while (spare() < 0 && factors[0] > 1) factors[factors.lastIndexOf(factors[0])] -= 1;
  const air = depth ? Math.max(0, spare()) / depth : 0;     // what is left goes to the branches
  const nodes = [];
  let y = SLIDE_TOP_PX;
  factors.forEach((factor, level) => {
    for (let i = 0; i < 2 ** level; i++) {
      nodes.push({ x: (i + 0.5) * slots[level], y, kind: "picture", factor, size: [w * factor, h * factor] });
    }
    y += h * factor + caption + edge + air;
  });
  return { nodes, levels: slots.map((slot) => ({ all: true, named: true, slot })), height, caption };
}

// One root above K experts: in as few rows as leave their pictures large, or else in those that leave them largest.
export function flatSlide(width, height, unit, K, [w, h]) {
  const caption = captionOf(unit);
  const fan = 2 * edgeOf(unit);
  const free = height - 2 * SLIDE_TOP_PX - caption - fan;
  const ways = [1, 2, 3].map((rows) => {
    const columns = Math.ceil(K / rows);
    const slot = width / (columns + (rows > 1 ? 0.5 : 0));
    const high = (0.68 * free) / rows - caption;
    return { rows, columns, slot, factor: Math.min(LARGEST, wholeFactor(w, slot - SLIDE_GAP_PX) || 1, Math.floor(high / h) || 1) };
  });
  const best = ways.reduce((one, other) => (other.factor > one.factor ? other : one));
  const { rows, columns, slot, factor } = ways.find((way) => way.factor >= LARGE) ?? best;
  const row = h * factor + caption;
  const rootFactor = Math.max(1, Math.min(LARGEST, Math.floor((free - rows * row) / h)));
  const box = [w * factor, h * factor];
  const top = height - SLIDE_TOP_PX - rows * row;
  const experts = Array.from({ length: K }, (_, k) => {
    const at = Math.floor(k / columns);
    const x = ((k % columns) + 0.5 + (rows > 1 && at % 2 ? 0.5 : 0)) * slot;
    return { x, y: top + at * row, kind: "picture", factor, size: box };
  });
  const root = { x: width / 2, y: SLIDE_TOP_PX, kind: "picture", factor: rootFactor, size: [w * rootFactor, h * rootFactor] };
  const levels = [width, slot].map((each) => ({ all: true, named: true, slot: each }));
  return { nodes: [root, ...experts], levels, height, caption };
}
