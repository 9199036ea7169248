// Who makes each of the samples: before anything is switched off, and now.

import { Draws, moved, oneHot, withNoise } from "../live/draws.js";
import { argmax, softmax, UNUSED } from "../live/mixture.js";
import { dropped, expertLogits, route } from "./routing.js";

export class SampleWeights {
  constructor(live, state) {
    Object.assign(this, { live, state });
    const { given, model } = live;
    this.draws = new Draws(given.draws, model.header);
    this.columns = Array.from({ length: this.draws.n }, (_, j) => j);
    this.isDrawn = Boolean(this.draws.chance);      // one expert each, at random
    this.alone = Array.from({ length: state.K }, (_, k) => oneHot(state.K, k));
    this.logits = null;
    // where the gate reads the noise, an expert that this noise never reaches was not trained on it: what it draws is no sample
    this.isGated = given.gated ?? true;
  }

  // The noise has moved: what the gates say has to be asked again.
  forget() {
    this.logits = null;
  }

  // Once a frame.
  prepare() {
    const { live, state } = this;
    const stored = (j) => (state.drawn && !j ? withNoise(this.draws.at(j), state.drawn) : this.draws.at(j));
    this.now = this.columns.map((j) => moved(stored(j), live.pad, live.given.directions));
    this.logits ??= this.now.map((draw) => expertLogits(live.model, draw));
    const routed = (off) => this.logits.map((logits, j) => route(logits, this.now[j].chance, off));
    this.before = routed(new Set());
    this.weights = !state.off.size ? this.before : state.mode === "drop"
      ? this.before.map((weights) => dropped(weights, state.off)) : routed(state.off);
  }

  // -> pictures of sample j by expert k, or of the mixture for -1, as the engine returns them.
  pictures(j, k) {
    return this.live.model.run({ ...this.now[j], mixtures: this.mixture(j, k) }, ["images"]).images;
  }

  mixture(j, k) {
    return k < 0 ? this.weights[j] : this.alone[k];
  }

  isHole(j) {
    return this.state.mode === "drop" && this.state.off.has(argmax(this.before[j]));
  }

  // Who makes most of sample j, what it was with everything on, and whether nothing of it is left.
  winner(j) {
    return argmax(this.weights[j]);
  }

  winnerBefore(j) {
    return argmax(this.before[j]);
  }

  isChanged(j) {
    return this.isHole(j) || this.winner(j) !== this.winnerBefore(j);
  }

  get changed() {
    return this.columns.filter((j) => this.isChanged(j)).length;
  }

  // How many of the samples expert k makes, in parts.
  used(k) {
    return this.weights.reduce((sum, weights) => sum + weights[k], 0);
  }

  // Whether expert k draws there what nothing taught it.
  isUnused(j, k) {
    return this.isGated && this.weights[j][k] < UNUSED;
  }

  gate(j) {
    return softmax(Array.from(this.logits[j]));
  }
}
