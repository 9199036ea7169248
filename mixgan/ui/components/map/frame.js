// Some of the map's samples as the generator of another step drew them, and where they lie in the layout of the last one: between
// the ten samples of the map that each is most like, weighted by 1 / distance² (mixgan/analysis/in_frame.py).

import { argmax } from "../live/mixture.js";
import { NEIGHBOURS } from "./landing.js";
import { STEPS } from "./samples.js";

const ALIKE = 1e-9;                                 // square of a distance below which two pictures are one
const PLACED = "pictures";                          // the layout in which a picture has a place of its own

// Why a generator is not one of this map; "" where it is.
export function foreign(model, decoder, step) {
  const [own, other] = [decoder.header, model.header];
  const isSame = own.noise === other.noise && own.n_experts === other.n_experts && own.shape.join() === other.shape.join();
  return isSame ? "" : `The generator of step ${step.toLocaleString("en")} is another model's: make its steps again.`;
}

// The samples of one step. `map`: samples, decoder, landing. `paint(images, i)` for every picture.
export class Frame {
  constructor(map, model, n, paint) {
    Object.assign(this, { map, model, n, paint, done: 0 });
    this.neighbours = new Uint16Array(n * NEIGHBOURS);
    this.shares = new Float32Array(n * NEIGHBOURS);
    this.axes = new Float32Array(2 * n);            // the first two components of the pictures
    this.isFar = new Uint8Array(n);
    this.expert = new Uint16Array(n);
    this.weight = new Uint16Array(n).fill(STEPS);   // shares, of STEPS
  }

  // Draws until a time -> whether all are there.
  more(until) {
    while (this.done < this.n && performance.now() < until) this.add(this.done++);
    return this.done === this.n;
  }

  add(i) {
    const inputs = this.inputs(i);
    const { images, weights } = this.model.run(inputs, inputs.mixtures ? ["images"] : ["images", "weights"]);
    const mixture = inputs.mixtures ?? weights;
    if (mixture) {
      this.expert[i] = argmax(mixture);
      this.weight[i] = Math.round(mixture[this.expert[i]] * STEPS);
    }
    this.lay(i, images);
    this.paint(images, i);
  }

  // The noise, the class and the chance of sample i. Where a prior chose its expert, that one is the same at every step.
  inputs(i) {
    const { decoder, samples } = this.map;
    const chance = decoder.chance(i);
    if (chance) return { noise: decoder.noise(i), label: decoder.label(i), chance };
    return decoder.inputs(decoder.noise(i), i, samples.expert[i]);
  }

  lay(i, image) {
    const { landing, decoder: { reach } } = this.map;
    const code = landing.code(image);
    const found = landing.around(code);
    const total = found.reduce((sum, [square]) => sum + 1 / (square + ALIKE), 0);
    found.forEach(([square, at], j) => {
      this.neighbours[i * NEIGHBOURS + j] = at;
      this.shares[i * NEIGHBOURS + j] = 1 / (square + ALIKE) / total;
    });
    this.axes.set([code[0], code[Math.min(1, code.length - 1)]], 2 * i);
    this.isFar[i] = Math.sqrt(found[0][0] + beside(image, landing.mean, code)) > reach ? 1 : 0;
  }

  // 2n places in the unit square of a layout, in which the map's samples lie at `places`.
  unit(layouts, places) {
    const { name } = layouts;
    if (name === PLACED) return layouts.fit(name, this.axes);
    if (name === "noise") return places.unit.slice(0, 2 * this.n);
    const unit = new Float32Array(2 * this.n);
    for (let at = 0; at < this.shares.length; at++) {
      const [i, host] = [2 * Math.floor(at / NEIGHBOURS), 2 * this.neighbours[at]];
      unit[i] += this.shares[at] * places.unit[host];
      unit[i + 1] += this.shares[at] * places.unit[host + 1];
    }
    return unit;
  }

  get far() {
    return this.isFar.reduce((sum, one) => sum + one, 0);
  }
}

// The square of what the components leave out of a picture.
function beside(image, mean, code) {
  let whole = 0;
  for (let j = 0; j < mean.length; j++) whole += (image[j] - mean[j]) ** 2;
  return Math.max(0, code.reduce((left, value) => left - value * value, whole));
}
