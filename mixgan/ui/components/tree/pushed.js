// A push as far as its film has come: from the sample over the boundary of the chosen gate and as far beyond; and the same
// length in a random direction, so that one sees whether it is the push or merely its size.

import { dot, filmAt, gatePlanes } from "./push.js";

export const END = 2;                               // of the film; 1 is the boundary

export class Push {
  constructor(live, state) {
    this.state = state;
    this.control = live.given.control ?? [];
    this.planes = !state.form.flat && this.control.length ? gatePlanes(live.model) : null;
    // `heard`: what the page knows of it
    const { push } = live.given;
    const start = push ? { open: true, keep: push.keep, t: push.t, heard: JSON.stringify(push) } : {};
    Object.assign(this, { open: false, keep: false, t: 0, heard: "false", ...live.recall("push", start) });
  }

  kept() {
    return { open: this.open, keep: this.keep, t: this.t, heard: this.heard };
  }

  // A push needs gates that are planes of the noise, one sample, and a gate that nobody holds.
  get isOffered() {
    return Boolean(this.planes) && this.state.isSample;
  }

  get isAble() {
    const { selected, forced } = this.state;
    return this.isOffered && !this.state.isLeaf(selected) && !forced.has(selected);
  }

  get isActive() {
    return this.open && this.isAble;
  }

  // For the page, when the hand rests: how far this sample is pushed, or that it is not (any more); undefined for nothing new.
  news() {
    const { form, selected } = this.state;
    const state = this.isActive && this.t > 0 ? { node: form.path(selected), t: this.t, keep: this.keep } : false;
    if (JSON.stringify(state) === this.heard) return undefined;
    this.heard = JSON.stringify(state);
    return state;
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  // Where the push has brought `noise` (Z,) by now.
  pushed(noise) {
    if (!this.isActive) return noise;
    this.noise = Float64Array.from(noise);
    this.now = this.at(this.t);
    return this.along(this.now);
  }

  // -> { delta, length }: of the film at `t`.
  at(t) {
    const { selected: node, form } = this.state;
    return filmAt(this.planes, this.noise, node, t, this.keep ? form.above(node) : []);
  }

  along({ delta }) {
    return Float32Array.from(this.noise, (value, i) => value + delta[i]);
  }

  // As far as the push, along this sample's random direction.
  astray({ length }) {
    const direction = this.control[this.state.at % this.control.length];
    const size = Number.isFinite(length) ? length / Math.sqrt(dot(direction, direction)) : 0;
    return this.along({ delta: direction.map((value) => size * value) });
  }
}
