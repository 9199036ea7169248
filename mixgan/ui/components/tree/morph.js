// From one sample to another: the noise between them, and who draws on the way.

import { argmax } from "../live/mixture.js";

const PLACES = 65;                                  // at which the gates are asked
const FLAT_PLACES = 33;                             // where the gate reads what every expert makes of the noise

// From a to b on the arc between them, whose length stays theirs: a straight line would pass where hardly any noise lies.
export function onArc(a, b, t) {
  const sum = (u, v) => u.reduce((total, value, i) => total + value * v[i], 0);
  const cosine = sum(a, b) / Math.sqrt(sum(a, a) * sum(b, b) || 1);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const [from, to] = Math.sin(angle) > 1e-4 ? [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)]
    : [1 - t, t];
  return Float32Array.from(a, (value, i) => from * value + to * b[i]);
}

export class Morph {
  constructor(live, state) {
    const { morph: given } = live.given;
    Object.assign(this, { state, open: Boolean(given), t: 0, to: 1, ...given, ...live.recall("morph") });
  }

  kept() {
    return { open: this.open, t: this.t, to: this.to };
  }

  get isOffered() {
    return this.state.n > 1 && this.state.isSample;
  }

  get isActive() {
    return this.open && this.isOffered;
  }

  // Another sample than the one it starts from.
  get end() {
    return this.to === this.state.at && !this.state.drawn ? (this.to + 1) % this.state.n : this.to;
  }

  // Where `draw` has come on its way; `draws` has the other end.
  morphed(draw, draws, t = this.t) {
    return this.isActive ? { ...draw, noise: onArc(draw.noise, draws.at(this.end).noise, t) } : draw;
  }

  // Rows of the experts' weights along the way, from `weightsAt(t)`.
  weights(weightsAt) {
    const n = this.state.form.flat ? FLAT_PLACES : PLACES;
    return Array.from({ length: n }, (_, i) => weightsAt(i / (n - 1)));
  }

  // For the page: how far this sample has come; null for not at all.
  get news() {
    return this.isActive && this.t > 0 ? { to: this.end, t: this.t } : null;
  }
}

// Who weighs most, from place to place: [[expert, t at which it takes over]].
export function handOvers(rows) {
  const found = [];
  rows.forEach((row, i) => {
    const k = argmax(row);
    if (!found.length || found[found.length - 1][0] !== k) found.push([k, i / (rows.length - 1)]);
  });
  return found;
}
