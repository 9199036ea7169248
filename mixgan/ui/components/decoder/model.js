// A model and the noise of a page's samples, for another part of that page, which may come long before or after it.

import { loadProgram } from "../live/engine.js";
import { oneHot } from "../live/draws.js";
import { THERE, WANTED } from "./calls.js";

export class Decoder {
  constructor(packet) {
    const { header } = packet;
    Object.assign(this, { packet, id: header.id, of: header.of, why: header.why, gated: header.gated });
    this.answer = ({ detail }) => { if (detail === this.of) this.tell(); };
    window.addEventListener(WANTED, this.answer);
    this.tell();
  }

  stop() {
    window.removeEventListener(WANTED, this.answer);
  }

  tell() {
    window.dispatchEvent(new CustomEvent(THERE, { detail: this }));
  }

  // Opened when first asked for: a page that only shows its samples never needs it.
  get model() {
    return this.opened ??= loadProgram(this.packet.part("program"));
  }

  get header() {
    return this.model.header;
  }

  // Numbers of a part, stored in 16 bits of a step.
  numbers(name) {
    const bytes = this.packet.part(name);
    const stored = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    return Float32Array.from(stored, (value) => value * this.packet.header.steps[name]);
  }

  get noises() {
    return this.noiseNumbers ??= this.numbers("noise");
  }

  get landing() {
    this.landed ??= { mean: this.numbers("mean"), basis: this.numbers("basis"), points: this.numbers("points"),
      components: this.packet.header.components };
    return this.landed;
  }

  // The first two principal components of the pictures, and two axes of the noise: 2n numbers each, x and y of every sample.
  get spaces() {
    const { points, components: C } = this.landing;
    const [axes, noises, Z] = [this.numbers("axes"), this.noises, this.header.noise];
    const n = noises.length / Z;
    const along = (i, axis) => {
      let sum = 0;
      for (let j = 0; j < Z; j++) sum += noises[i * Z + j] * axes[axis * Z + j];
      return sum;
    };
    const of = (value) => Float32Array.from({ length: 2 * n }, (_, at) => value(at >> 1, at & 1));
    return { pictures: of((i, axis) => points[i * C + Math.min(axis, C - 1)]), noise: of(along) };
  }

  noise(i) {
    const Z = this.header.noise;
    return this.noises.subarray(i * Z, (i + 1) * Z);
  }

  // The Gumbel numbers by which a gate chose the expert of sample i; undefined where none does.
  chance(i) {
    if (!this.packet.part("chance")) return undefined;
    this.chances ??= this.numbers("chance");
    const K = this.header.n_experts;
    return this.chances.subarray(i * K, (i + 1) * K);
  }

  // How far a sample is from the nearest other one, but for a few (mixgan/analysis/in_frame.py).
  get reach() {
    return this.packet.header.reach;
  }

  // The class that sample i was asked for, as the engine takes it; undefined where the model reads none.
  label(i) {
    const labels = this.packet.part("label");
    return labels && oneHot(this.header.classes, labels[i]);
  }

  // The inputs of the engine for a noise: of sample i the class, and its `expert` where chance chose one.
  inputs(noise, i, expert) {
    const { chooses, n_experts: K } = this.header;
    return { noise, label: this.label(i), mixtures: chooses ? oneHot(K, expert) : undefined };
  }
}
