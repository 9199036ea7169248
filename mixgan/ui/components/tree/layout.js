// Where the nodes of a tree stand: pure arithmetic, breadth first as in the program.

import { steppedFactor, wholeFactor } from "../live/picture.js";

// the most that a picture may take: root, its children, and so on; the last one is for all below. A window of 720 px has room for
// `usual`, and under a film for `low`; `deep` and `deepLow`: the same of five levels; `half`: in a half of the window
const ROOM_PX = { usual: [112, 84, 64], tall: [128, 128, 92], low: [64, 56, 56], deep: [88, 64, 64, 64, 46], deepLow: [56, 42, 42, 42, 42],
  half: [88, 64, 64, 46] };
const FLAT_PX = { usual: [128, 64], tall: [128, 92], low: [88, 64] };      // the root, and every expert
const DEEP = 4;                                     // from this depth on a usual window has no room for the usual pictures
const GAP_PX = 10;                                  // between neighbours
const CAPTION_PX = 26;
const MIN_CAPTION_PX = 40;                          // narrower nodes have no room for words
const EDGE_PX = { wide: 46, narrow: 42, low: 34, half: 30, least: 24 };
const NARROW_PX = 560;                              // a phone: one scrolls there, and the pictures keep their size
const MARGIN_PX = 8;                                // of a pair at the border: its outline is not cut off
const FAN_PX = { wide: 168, narrow: 84 };             // wide: beside the root stand pad and dial

export const parentOf = (node) => (node - 1) >> 1;
export const levelOf = (node) => 31 - Math.clz32(node + 1);

export function pathOf(node) {
  let steps = "";
  for (; node > 0; node = parentOf(node)) steps = (node % 2 ? "L" : "R") + steps;
  return steps;
}

// The node at a path of L and R; 0 where there is none.
export function nodeAt(path, depth) {
  if (typeof path !== "string" || path.length > depth || /[^LR]/.test(path)) return 0;
  return [...path].reduce((node, step) => 2 * node + (step === "L" ? 1 : 2), 0);
}

// The nodes from the root to `selected`, and on down to a leaf, always to the child with the larger share.
export function pathThrough(selected, share, depth) {
  const path = [];
  for (let node = selected; node > 0; node = parentOf(node)) path.unshift(node);
  path.unshift(0);
  while (path.length <= depth) {
    const left = 2 * path[path.length - 1] + 1;
    path.push(share[left] >= share[left + 1] ? left : left + 1);
  }
  return path;
}

// Whether the tree has more levels than a window shows at their usual size.
export const isDeep = (width, depth) => depth >= DEEP && width >= NARROW_PX;

// -> { nodes: [{ x, y, factor, size: [w, h], kind }], height, levels }; x is the middle, y the top, kind one of picture,
// stub, none. A level that is too narrow for its pictures shows the children of the chosen path, and stubs for the rest.
// `size`: usual, tall (a high window), low (the film stands above) or half (another tree stands beside it).
export function treeLayout(width, depth, native, path, size = "usual") {
  const [w, h] = native;
  const deep = isDeep(width, depth);
  const kind = deep && size !== "tall" ? (size === "low" ? "deepLow" : "deep") : size;
  const room = ROOM_PX[kind];
  const large = Math.max(w, h);
  const usual = deep || width < NARROW_PX ? EDGE_PX.narrow : EDGE_PX.wide;
  const edge = { half: EDGE_PX.half, low: EDGE_PX.low, deep: EDGE_PX.low, deepLow: EDGE_PX.least }[kind] ?? usual;
  const factorOf = deep ? steppedFactor : wholeFactor;      // among many leaves half a step more is much
  const nodes = [];
  const levels = [];
  let y = 6;
  for (let level = 0; level <= depth; level++) {
    const slot = width / 2 ** level;
    const most = Math.min(room[Math.min(level, room.length - 1)], level ? Infinity : width / 3);
    const all = factorOf(large, Math.min(most, slot - GAP_PX));
    const factor = all || factorOf(large, Math.min(most, width / 4)) || 1;
    const box = [w * factor, h * factor];
    for (let i = 0; i < 2 ** level; i++) {
      const node = 2 ** level - 1 + i;
      nodes.push(all ? { x: (i + 0.5) * slot, y, kind: "picture" } : narrow(node, nodes, path, box, width, y));
      Object.assign(nodes[node], { factor, size: box });
    }
    const named = (all ? slot : box[0] + GAP_PX) >= MIN_CAPTION_PX;
    levels.push({ all: Boolean(all), named, slot: all ? slot : box[0] + 2 * GAP_PX });
    y += box[1] + (named ? CAPTION_PX : 6) + (level < depth ? edge : 6);
  }
  return { nodes, levels, height: y, caption: CAPTION_PX };
}

// One root and K experts in as few rows as leave room for a picture and its name; every second row stands half a place
// to the right, so that the branches to it pass between the pictures above.
export function flatLayout(width, K, native, size = "usual") {
  const [w, h] = native;
  const large = Math.max(w, h);
  const rootFactor = wholeFactor(large, Math.min(FLAT_PX[size][0], width / 3)) || 1;
  const root = [w * rootFactor, h * rootFactor];
  let rows = 0;
  let columns, slot, factor;
  do {
    columns = Math.ceil(K / ++rows);
    slot = width / (columns + (rows > 1 ? 0.5 : 0));
    factor = slot >= MIN_CAPTION_PX ? wholeFactor(large, Math.min(FLAT_PX[size][1], slot - GAP_PX)) : 0;
  } while (!factor && columns > 1);
  const box = [w * (factor || 1), h * (factor || 1)];
  const nodes = [{ x: width / 2, y: 6, kind: "picture", factor: rootFactor, size: root }];
  const top = 6 + root[1] + CAPTION_PX + (width < 680 ? FAN_PX.narrow : FAN_PX.wide);
  for (let k = 0; k < K; k++) {
    const row = Math.floor(k / columns);
    const x = ((k % columns) + 0.5 + (rows > 1 && row % 2 ? 0.5 : 0)) * slot;
    nodes.push({ x, y: top + row * (box[1] + CAPTION_PX + GAP_PX), kind: "picture", factor: factor || 1, size: box });
  }
  const levels = [{ all: true, named: true, slot: width }, { all: true, named: true, slot }];
  return { nodes, levels, height: top + rows * (box[1] + CAPTION_PX + GAP_PX), caption: CAPTION_PX };
}

function narrow(node, nodes, path, size, width, y) {
  const parent = parentOf(node);
  const side = node % 2 ? -1 : 1;
  const above = nodes[parent];
  if (path.includes(parent)) {
    const half = size[0] + GAP_PX + MARGIN_PX;
    const middle = Math.min(width - half, Math.max(half, above.x));
    return { x: middle + side * (size[0] / 2 + GAP_PX), y, kind: "picture" };
  }
  if (above.kind !== "picture") return { x: above.x, y, kind: "none" };
  return { x: above.x + 8 * side, y: above.y + above.size[1] + 26, kind: "stub" };
}
