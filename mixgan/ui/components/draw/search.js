// The noise whose picture is nearest to a drawing, found with nothing but decodes: the nearest of some random pictures, then
// rounds of mixed and shaken children of the best. It may end beside the very nearest; what is left is measured and said.

import { oneHot } from "../live/draws.js";
import { argmax } from "../live/mixture.js";
import { blurred, distance } from "./blur.js";
import { mulberry, normals } from "./chance.js";

const POOL = 1500;                                  // random pictures that a search starts from
const ENOUGH = 300;                                 // of them, where a drawing is waiting
const ROUND = 60;                                   // children of a round
const ROUNDS = 100;                                 // then it has settled
const ALONE = 10;                                   // rounds of a fresh start, before what the pen was followed with joins it
const KEPT = 24;                                    // the best, which go on to the next round
const PARENTS = 12;                                 // of which children are made
const SHAKE = { first: 0.6, shrink: 0.965, least: 0.02 };    // deviation of the largest step, from round to round
const BEYOND = 2.1;                                 // of sqrt(Z): as far from the middle lie 999 of 1,000 draws
const LEAST_WEIGHT = 0.01;                          // a soft expert's weight that is left out of a child's picture

export class Search {
  // `model`: of the engine. `keeps`: nobody asks the noise who draws, so a child keeps the expert of its parent.
  constructor(model, { keeps = false, seed = 1 } = {}) {
    const { noise: Z, n_experts: K, shape } = model.header;
    Object.assign(this, { model, Z, K, shape, keeps, pool: [], sum: new Float64Array(shape.reduce((a, b) => a * b)) });
    this.random = mulberry(seed);
    this.normal = normals(this.random);
    this.still = new Float32Array(K);               // no chance: where an expert is chosen, it is the gate's first
    this.forget();
  }

  // --- the random pictures ------------------------------------------------------------------------------------------

  get isReady() {
    return this.pool.length >= (this.target ? ENOUGH : POOL);
  }

  // Decodes random pictures until `isOver()`, or there are enough.
  learn(isOver) {
    while (!this.isReady && !isOver()) {
      const noise = Float32Array.from({ length: this.Z }, this.normal);
      const one = this.child(noise, this.pool.length % this.K, (picture) => {
        for (let i = 0; i < picture.length; i++) this.sum[i] += picture[i];
      });
      this.pool.push(one);
    }
  }

  // --- one drawing --------------------------------------------------------------------------------------------------

  // `picture`: in [-1, 1], channel-last. The best so far stay, so a search that is under way goes on from there: but what was
  // near half a drawing may be a trap for the whole one, so a stroke that is done is looked for anew (`afresh`), beside them.
  aim(picture, afresh = true) {
    const followed = [...this.best, ...this.elders];
    Object.assign(this, { picture, target: blurred(picture, this.shape), children: [], round: 0, decodes: 0, started: false });
    Object.assign(this, afresh ? { best: [], elders: followed } : { best: followed, elders: [] });
  }

  forget() {
    Object.assign(this, { picture: null, target: null, best: [], elders: [], children: [], round: 0, decodes: 0 });
  }

  get isSettled() {
    return !this.target || this.round >= ROUNDS;
  }

  // Looks on until `isOver()`, or nothing more is to be found: whether a nearer picture has come.
  work(isOver) {
    if (!this.target) return false;
    const before = this.nearest?.noise;
    if (!this.started) this.start();
    while (!this.isSettled && !isOver()) {
      this.children.push(this.born());
      if (this.children.length < ROUND) continue;
      this.keep([...this.best, ...this.children]);
      this.children = [];
      if (++this.round !== ALONE) continue;
      this.keep([...this.best, ...this.elders]);
      this.elders = [];
    }
    return this.nearest.noise !== before;
  }

  get nearest() {
    const [one, elder] = [this.best[0], this.elders[0]];
    return elder && !(one && one.cost <= elder.cost) ? elder : one;
  }

  start() {
    const mean = Float32Array.from(this.sum, (value) => value / this.pool.length);
    this.scale = distance(mean, this.picture) || 1;
    const measured = (one) => ({ ...one, cost: distance(one.blurred, this.target) });
    this.elders = this.elders.map(measured).sort((a, b) => a.cost - b.cost);
    this.keep([...this.best, ...this.pool].map(measured));
    this.started = true;
  }

  keep(all) {
    this.best = all.sort((a, b) => a.cost - b.cost).slice(0, KEPT);
  }

  // A child of two of the best.
  born() {
    const any = () => this.best[Math.floor(this.random() * Math.min(PARENTS, this.best.length))];
    const [one, other] = [any(), any()];
    const share = 0.5 * this.random();
    const step = Math.max(SHAKE.least, SHAKE.first * SHAKE.shrink ** this.round) * this.random();
    const noise = one.noise.map((value, i) => value + share * (other.noise[i] - value) + step * this.normal());
    const child = this.child(withinReach(noise), one.expert);
    child.cost = distance(child.blurred, this.target);
    this.decodes++;
    return child;
  }

  child(noise, expert, see = () => {}) {
    const run = this.open(noise, expert);
    // most leaves have next to no weight in a sample, and each costs as much as the rest of the picture
    if (this.K > 1 && !this.model.header.chooses) run.supply("mixtures", withoutFaint(run.all("weights").data));
    const { data, width } = run.rows("images", [0]);
    const picture = data.subarray(0, width);
    see(picture);
    return { noise, expert, blurred: blurred(picture, this.shape) };
  }

  open(noise, expert) {
    const { model, keeps, K, still } = this;
    return model.open({ noise, chance: model.header.chooses ? still : null, mixtures: keeps ? oneHot(K, expert) : null });
  }

  // --- what is found ------------------------------------------------------------------------------------------------

  // -> { noise, expert, images, residual }: of the nearest so far, in numbers that a link carries. The residual is the squared
  // difference that is left, in parts of that of the mean picture; the expert is -1 where the gate says it.
  found() {
    if (!this.nearest) return null;
    const { noise, expert } = this.nearest;
    const rounded = noise.map((value) => Math.min(7, Math.max(-7, Math.round(256 * value) / 256)));
    const images = this.open(rounded, expert).rows("images", [0]).data.slice(0, this.picture.length);
    return { noise: rounded, expert: this.keeps ? expert : -1, images, residual: distance(images, this.picture) / this.scale };
  }
}

// Noise that the model is never given is no noise of its own, however near its picture may come.
function withinReach(noise) {
  const most = Math.sqrt(noise.length) + BEYOND;
  const length = Math.hypot(...noise);
  return length > most ? noise.map((value) => (value * most) / length) : noise;
}

function withoutFaint(weights) {
  const top = argmax(weights);
  const kept = weights.map((weight, k) => (weight < LEAST_WEIGHT && k !== top ? 0 : weight));
  const sum = kept.reduce((a, b) => a + b, 0);
  return kept.map((weight) => weight / sum);
}
