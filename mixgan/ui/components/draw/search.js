// The noise whose picture is nearest to a drawing, found with nothing but decodes: some random pictures, and from the nearest of them
// downhill. A gate is sharp, so hardly a climb leaves the leaf that it began in: each expert's own nearest is tried before any second
// one. It may end beside the very nearest; what is left is measured and said.

import { oneHot } from "../live/draws.js";
import { argmax } from "../live/mixture.js";
import { blurred, distance } from "./blur.js";
import { mulberry, normals } from "./chance.js";
import { Climb, TRIES } from "./climb.js";
import { roughSlopes } from "./slopes.js";

const POOL = 1500;                                  // random pictures that a search starts from
const ENOUGH = 300;                                 // of them, where a drawing is waiting
const MOST = 6000;                                  // decodes, then it has settled
const STARTS = 8;                                   // climbs that are tried before the best goes on
const ALSO = 1.5;                                   // times what the nearest costs: up to that the second best goes on too
const KEPT = 6;                                     // climbs that may yet go on
const BEYOND = 2.1;                                 // of sqrt(Z): as far from the middle lie 999 of 1,000 draws
const LEAST_WEIGHT = 0.01;                          // a soft expert's weight that is left out of a child's picture

export class Search {
  // `model`: of the engine. `keeps`: nobody asks the noise who draws, so a climb keeps the expert that it began with.
  constructor(model, { keeps = false, seed = 1 } = {}) {
    const { noise: Z, n_experts: K, shape } = model.header;
    Object.assign(this, { model, Z, K, shape, keeps, pool: [], slopes: new Map(), sum: new Float64Array(shape.reduce((a, b) => a * b)) });
    this.normal = normals(mulberry(seed));
    this.still = new Float32Array(K);               // no chance: where an expert is chosen, it is the gate's first
    this.hand = { draw: (noise, expert) => this.tried(noise, expert), within: withinReach, target: () => this.target };
    this.forget();
  }

  // --- the random pictures ------------------------------------------------------------------------------------------

  get isReady() {
    return this.pool.length >= (this.target ? ENOUGH : POOL);
  }

  // Decodes random pictures until `isOver()`, or there are enough.
  learn(isOver) {
    while (!this.isReady && !isOver()) {
      const noise = carried(Float32Array.from({ length: this.Z }, this.normal));
      const one = this.child(noise, this.pool.length % this.K, (picture) => {
        for (let i = 0; i < picture.length; i++) this.sum[i] += picture[i];
      });
      this.pool.push(one);
      this.slopes.clear();
    }
  }

  // What the pool knows of the pictures that one expert weighs most in.
  *slopesOf(leader) {
    if (!this.slopes.has(leader)) this.slopes.set(leader, yield* roughSlopes(this.pool.filter((one) => one.leader === leader)));
    return this.slopes.get(leader);
  }

  // The nearest of every expert, then all others.
  starts() {
    const cost = (one) => ({ ...one, cost: distance(one.blurred, this.target) });
    const ranked = this.pool.map(cost).sort((a, b) => a.cost - b.cost);
    const first = new Map();
    for (const one of ranked) if (!first.has(one.leader)) first.set(one.leader, one);
    return [...first.values(), ...ranked.filter((one) => first.get(one.leader) !== one)];
  }

  // --- one drawing --------------------------------------------------------------------------------------------------

  // `picture`: in [-1, 1], channel-last. While the pen moves the best climb follows it, with all that it has learnt. But what was
  // near half a drawing may be a trap for the whole one, so a stroke that is done is looked for anew (`afresh`), beside that climb.
  aim(picture, afresh = true) {
    Object.assign(this, { picture, target: blurred(picture, this.shape), afresh, decodes: 0, isSettled: false, way: null });
    const cost = (seen) => distance(seen, this.target);
    this.best?.aim(cost);
    if (this.nearest) this.nearest = { ...this.nearest, cost: cost(this.nearest.blurred) };
    if (this.best) this.heed(this.best.one);
  }

  forget() {
    Object.assign(this, { picture: null, target: null, nearest: null, best: null, decodes: 0, isSettled: true, way: null });
  }

  // Looks on until `isOver()`, or nothing more is to be found: whether a nearer picture has come.
  work(isOver) {
    if (!this.target) return false;
    const before = this.nearest?.noise;
    this.way ??= this.begun();
    while (!this.isSettled && !isOver()) this.isSettled = Boolean(this.way.next().done) || this.decodes >= MOST;
    return this.nearest.noise !== before;
  }

  begun() {
    const mean = Float32Array.from(this.sum, (value) => value / this.pool.length);
    this.scale = distance(mean, this.picture) || 1;
    if (this.best && !this.afresh) return this.followed();
    const starts = this.starts();
    this.heed(starts[0]);
    return this.climbed(starts);
  }

  *followed() {
    yield* this.steps(this.best);
    yield* this.climbed(this.starts());
  }

  // A few are tried, then the best of those that wait goes on to its end; and so on. Pauses after every decode.
  *climbed(starts) {
    let waiting = this.best ? [this.best] : [];
    for (let at = 0; at < starts.length; at += STARTS) {
      const fresh = [];
      for (const start of starts.slice(at, at + STARTS)) {
        const climb = new Climb(start, yield* this.slopesOf(start.leader), this.hand);
        fresh.push(climb);
        yield* this.steps(climb, TRIES);
      }
      waiting = unfinished([...waiting, ...fresh]).slice(0, KEPT);
      const [first, second] = waiting;
      if (first) yield* this.steps(first);
      if (second && second.one.cost < ALSO * this.nearest.cost) yield* this.steps(second);
      waiting = unfinished(waiting);
    }
  }

  *steps(climb, most = Infinity) {
    for (let made = 0; made < most && !climb.isDone; made++) {
      climb.step();
      if (!(this.best?.one.cost <= climb.one.cost)) this.best = climb;
      yield;
    }
  }

  tried(noise, expert) {
    const child = this.child(carried(noise), expert);
    child.cost = distance(child.blurred, this.target);
    this.decodes++;
    this.heed(child);
    return child;
  }

  heed(one) {
    if (!(this.nearest?.cost <= one.cost)) this.nearest = one;
  }

  child(noise, expert, see = () => {}) {
    const run = this.open(noise, expert);
    const weights = this.K > 1 && !this.keeps ? run.all("weights").data : null;
    const leader = weights ? argmax(weights) : expert;
    // most leaves have next to no weight in a sample, and each costs as much as the rest of the picture
    if (weights && !this.model.header.chooses) run.supply("mixtures", withoutFaint(weights));
    const { data, width } = run.rows("images", [0]);
    const picture = data.subarray(0, width);
    see(picture);
    return { noise, expert, leader, blurred: blurred(picture, this.shape) };
  }

  open(noise, expert) {
    const { model, keeps, K, still } = this;
    return model.open({ noise, chance: model.header.chooses ? still : null, mixtures: keeps ? oneHot(K, expert) : null });
  }

  // Whole: what `found` said of it.
  pictureOf({ noise, expert }) {
    const { data, width } = this.open(noise, expert).rows("images", [0]);
    return data.slice(0, width);
  }

  // --- what is found ------------------------------------------------------------------------------------------------

  // -> { noise, expert, images, residual }: of the nearest so far. The residual is the squared
  // difference that is left, in parts of that of the mean picture; the expert is -1 where the gate says it.
  found() {
    if (!this.nearest) return null;
    const { noise, expert } = this.nearest;
    const images = this.pictureOf({ noise, expert });
    return { noise, expert: this.keeps ? expert : -1, images, residual: distance(images, this.picture) / this.scale };
  }
}

// The best first.
const unfinished = (climbs) => climbs.filter(({ isDone }) => !isDone).sort((a, b) => a.one.cost - b.one.cost);

// Noise that the model is never given is no noise of its own, however near its picture may come.
function withinReach(noise) {
  const most = Math.sqrt(noise.length) + BEYOND;
  const length = Math.hypot(...noise);
  return length > most ? noise.map((value) => (value * most) / length) : noise;
}

// In numbers that a link carries: rounded at the end, noise beside the boundary of a hard gate would be another expert's.
function carried(noise) {
  return noise.map((value) => Math.min(7, Math.max(-7, Math.round(256 * value) / 256)));
}

function withoutFaint(weights) {
  const top = argmax(weights);
  const kept = weights.map((weight, k) => (weight < LEAST_WEIGHT && k !== top ? 0 : weight));
  const sum = kept.reduce((a, b) => a + b, 0);
  return kept.map((weight) => weight / sum);
}
