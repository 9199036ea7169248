// The two forms of a gate: a binary tree of gates above its leaves, and one gate above all experts. Both number their nodes
// from the root, and both say how a sample is shared among them; nothing else in the tree knows which of them it draws.

import { argmax, nodeMasses, nodeMixtures, softmax } from "../live/mixture.js";
import { flatLayout, levelOf, nodeAt, parentOf, pathOf, pathThrough, treeLayout } from "./layout.js";
import { flatSlide, treeSlide } from "./slide.js";

const HARD = 1e-6;                                  // a temperature below this is hard

const sigmoidOf = (v) => 1 / (1 + Math.exp(-v));
const oneOf = (n, at) => Float32Array.from({ length: n }, (_, i) => (i === at ? 1 : 0));

// How much goes to the left: at temperature 1 as trained, towards 0 all or nothing.
export const gateAt = (logit, temperature) => (
  temperature < HARD ? (logit > 0 ? 1 : logit < 0 ? 0 : 0.5) : sigmoidOf(logit / temperature));

export class BinaryForm {
  constructor(depth) {
    Object.assign(this, { flat: false, depth, L: 2 ** depth, N: 2 ** depth - 1, n: 2 ** (depth + 1) - 1 });
  }

  parent(node) { return parentOf(node); }
  level(node) { return levelOf(node); }
  path(node) { return pathOf(node); }
  at(path) { return nodeAt(path, this.depth); }
  side(node) { return node % 2 ? "L" : "R"; }       // which way of its parent's gate leads here
  children(node) { return node < this.N ? [2 * node + 1, 2 * node + 2] : []; }
  row(level) { return [2 ** level - 1, 2 ** (level + 1) - 2]; }
  through(selected, shares) { return pathThrough(selected, shares, this.depth); }
  layout(width, native, path, room) { return treeLayout(width, this.depth, native, path, room); }
  slide(width, height, unit, native) { return treeSlide(width, height, unit, this.depth, native); }

  above(node) {
    const gates = [];
    for (let gate = node; gate > 0;) gates.push(gate = parentOf(gate));
    return gates;
  }

  // -> own: what the gates say; shares: of the parent's mass, masses: of the sample, mixtures: rows of L, one for each node.
  route(logits, temperature, forced) {
    const own = Float32Array.from(logits, (logit) => gateAt(logit, temperature));
    const gates = own.slice();
    for (const [node, side] of forced) gates[node] = side === "L" ? 1 : 0;
    const shares = Float32Array.from({ length: this.n }, (_, node) => {
      if (!node) return 1;
      return node % 2 ? gates[parentOf(node)] : 1 - gates[parentOf(node)];
    });
    return { own, shares, masses: nodeMasses(gates), mixtures: nodeMixtures(gates) };
  }
}

export class FlatForm {
  constructor(K) {
    Object.assign(this, { flat: true, depth: 1, L: K, N: 1, n: K + 1 });
  }

  parent(node) { return node ? 0 : -1; }
  level(node) { return node ? 1 : 0; }
  path(node) { return node ? String(node) : ""; }
  side(node) { return String(node); }
  children(node) { return node ? [] : Array.from({ length: this.L }, (_, k) => k + 1); }
  row(level) { return level ? [1, this.L] : [0, 0]; }
  above() { return []; }

  at(path) {
    const node = typeof path === "string" && /^\d{1,3}$/.test(path) ? Number(path) : 0;
    return node <= this.L ? node : 0;
  }

  through(selected, shares) {
    return [0, selected || 1 + argmax(shares.slice(1))];
  }

  layout(width, native, path, room) { return flatLayout(width, this.L, native, room); }
  slide(width, height, unit, native) { return flatSlide(width, height, unit, this.L, native); }

  // `chance`: Gumbel numbers, where one expert is drawn: the root is then that expert's picture alone.
  route(logits, temperature, forced, chance = null) {
    const scaled = Float32Array.from(logits, (logit) => logit / Math.max(temperature, HARD));
    const own = softmax(scaled);
    const held = forced.has(0) ? oneOf(this.L, Number(forced.get(0)) - 1) : null;
    const drawn = chance ? oneOf(this.L, argmax(scaled.map((value, k) => value + chance[k]))) : own;
    const rows = Array.from({ length: this.L }, (_, k) => oneOf(this.L, k));
    const masses = Float32Array.from([1, ...(held ?? own)]);
    return { own, shares: masses, masses, mixtures: [held ?? drawn, ...rows] };
  }
}
