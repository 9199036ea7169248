// From one noise downhill (Levenberg 1944, Marquardt 1963), with nothing but pictures. What each number of the noise does to them is
// known roughly at first; where a climb promises more it is measured, by drawing once with each moved. Every try tells more of it
// (Broyden 1965).

import { dotOf, solved } from "./squares.js";

export const TRIES = 12;                            // on what is known roughly
const MOVED = 0.3;                                  // how far a number of the noise is moved to see what it does
const DAMPING = { first: 0.03, least: 1e-4, after: { nearer: 1 / 3, farther: 4 } };       // of the mean of the diagonal
const GAIN = 0.01;                                  // of its cost: a try that gains less has failed
const PATIENCE = 4;                                 // failed tries in a row, then it looks around anew
const WORTH = 0.03;                                 // of its cost: it is at its end where looking around has gained less

export class Climb {
  // `start`: { noise, expert, blurred, cost }. `rough`: { slopes, normal } as `roughSlopes` has them. `draw(noise, expert)` -> the same of another noise; `within(noise)`: no farther
  // than noise lies; `target()`: the blurred picture that is looked for, which may become another one on the way.
  constructor(start, { slopes, normal }, { draw, within, target }) {
    Object.assign(this, { one: start, draw, within, target, isRough: true, isDone: false, damping: DAMPING.first, failed: 0 });
    Object.assign(this, { slopes: slopes.map((row) => row.slice()), normal: normal.map((row) => row.slice()) });
    this.way = this.walk();
  }

  // One picture.
  step() {
    this.isDone = Boolean(this.way.next().done);
  }

  // What is looked for has changed, and with it what the place is worth: `cost(blurred)`. What the noise does has not.
  aim(cost) {
    this.one.cost = cost(this.one.blurred);
    if (this.isDone) Object.assign(this, { isDone: false, way: this.walk() });
  }

  *walk() {
    for (let made = 0; this.isRough && made < TRIES; made++) {
      this.tryStep();
      yield;
    }
    if (this.isRough) yield* this.lookAround();
    while (true) {
      const before = this.one.cost;
      Object.assign(this, { damping: DAMPING.first, failed: 0 });
      while (this.failed < PATIENCE) {
        this.tryStep();
        yield;
      }
      if (this.isAgain && this.one.cost > (1 - WORTH) * before) return;
      yield* this.lookAround();
      this.isAgain = true;
    }
  }

  // slopes: Z rows, what a picture changes by for each number of the noise; normal: their products.
  *lookAround() {
    const { one } = this;
    const slopes = [];
    const normal = Array.from(one.noise, () => new Float64Array(one.noise.length));
    for (let i = 0; i < one.noise.length; i++) {
      const inwards = one.noise[i] > 0 ? -MOVED : MOVED;
      const { noise, blurred } = this.draw(one.noise.map((value, j) => (j === i ? value + inwards : value)), one.expert);
      slopes.push(blurred.map((value, p) => (value - one.blurred[p]) / (noise[i] - one.noise[i])));
      for (let j = 0; j <= i; j++) normal[i][j] = normal[j][i] = dotOf(slopes[i], slopes[j]);
      yield;
    }
    Object.assign(this, { slopes, normal, isRough: false });
  }

  tryStep() {
    const { one, slopes, normal, damping } = this;
    const target = this.target();
    const missing = one.blurred.map((value, p) => target[p] - value);
    const mean = normal.reduce((sum, row, i) => sum + row[i], 0) / normal.length;
    const step = solved(normal, damping * mean, slopes.map((slope) => dotOf(slope, missing)));
    const next = this.draw(this.within(one.noise.map((value, i) => value + step[i])), one.expert);
    this.learn(next);
    this.failed = next.cost < (1 - GAIN) * one.cost ? 0 : this.failed + 1;
    const nearer = next.cost < one.cost;
    this.damping = Math.max(DAMPING.least, damping * (nearer ? DAMPING.after.nearer : DAMPING.after.farther));
    if (nearer) this.one = next;
  }

  // The slopes as little changed as what was seen asks for.
  learn({ noise, blurred }) {
    const { one, slopes, normal } = this;
    const step = noise.map((value, i) => value - one.noise[i]);
    const length = dotOf(step, step);
    if (!length) return;
    const wrong = blurred.map((value, p) => value - one.blurred[p]);
    slopes.forEach((slope, i) => { for (let p = 0; p < wrong.length; p++) wrong[p] -= step[i] * slope[p]; });
    const along = slopes.map((slope) => dotOf(slope, wrong));
    const square = dotOf(wrong, wrong);
    slopes.forEach((slope, i) => {
      const share = step[i] / length;
      for (let p = 0; p < wrong.length; p++) slope[p] += share * wrong[p];
      for (let j = 0; j < step.length; j++) normal[i][j] += (along[i] * step[j] + step[i] * along[j]) / length + (square * step[i] * step[j]) / length ** 2;
    });
  }
}
