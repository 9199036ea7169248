// Where the nodes of a tree stand: pure arithmetic, breadth first as in the program.

import { wholeFactor } from "../live/picture.js";

// the most that a picture may take: root, its children, all below
const ROOM_PX = { usual: [128, 88, 64], tall: [128, 128, 92] };
const GAP_PX = 10;                                  // between neighbours
const CAPTION_PX = 26;
const MIN_CAPTION_PX = 40;                          // narrower nodes have no room for words
const EDGE_PX = { wide: 46, narrow: 42 };

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

// The nodes from the root to `selected`, and on to the leaf that most samples reach.
export function pathThrough(selected, mass, depth) {
  const path = [];
  for (let node = selected; node > 0; node = parentOf(node)) path.unshift(node);
  path.unshift(0);
  while (path.length <= depth) {
    const left = 2 * path[path.length - 1] + 1;
    path.push(mass[left] >= mass[left + 1] ? left : left + 1);
  }
  return path;
}

// -> { nodes: [{ x, y, factor, size: [w, h], kind }], height, levels }; x is the middle, y the top, kind one of picture,
// stub, none. A level that is too narrow for its pictures shows the children of the chosen path, and stubs for the rest.
export function treeLayout(width, depth, native, path, tall = false) {
  const [w, h] = native;
  const room = tall ? ROOM_PX.tall : ROOM_PX.usual;
  const large = Math.max(w, h);
  const edge = width < 560 ? EDGE_PX.narrow : EDGE_PX.wide;
  const nodes = [];
  const levels = [];
  let y = 6;
  for (let level = 0; level <= depth; level++) {
    const slot = width / 2 ** level;
    const most = Math.min(room[Math.min(level, 2)], level ? Infinity : width / 3);
    const all = wholeFactor(large, Math.min(most, slot - GAP_PX));
    const factor = all || wholeFactor(large, Math.min(most, width / 4)) || 1;
    const size = [w * factor, h * factor];
    for (let i = 0; i < 2 ** level; i++) {
      const node = 2 ** level - 1 + i;
      nodes.push(all ? { x: (i + 0.5) * slot, y, kind: "picture" } : narrow(node, nodes, path, size, width, y));
      Object.assign(nodes[node], { factor, size });
    }
    const named = (all ? slot : size[0] + GAP_PX) >= MIN_CAPTION_PX;
    levels.push({ all: Boolean(all), named, slot: all ? slot : size[0] + 2 * GAP_PX });
    y += size[1] + (named ? CAPTION_PX : 6) + (level < depth ? edge : 6);
  }
  return { nodes, levels, height: y };
}

function narrow(node, nodes, path, size, width, y) {
  const parent = parentOf(node);
  const side = node % 2 ? -1 : 1;
  const above = nodes[parent];
  if (path.includes(parent)) {
    const middle = Math.min(width - size[0] - GAP_PX, Math.max(size[0] + GAP_PX, above.x));
    return { x: middle + side * (size[0] / 2 + GAP_PX), y, kind: "picture" };
  }
  if (above.kind !== "picture") return { x: above.x, y, kind: "none" };
  return { x: above.x + 8 * side, y: above.y + above.size[1] + 26, kind: "stub" };
}
