// One sample at every node: how it is shared among them, and what each of them makes of it.

import { argmax, UNUSED } from "../live/mixture.js";
import { Draws, moved, withNoise } from "../live/draws.js";

const SEEN = 2 / 255;                               // half a grey level and its like: less is not seen

export class TreeSample {
  // The noise goes as far as `morph` (a Morph) has come, then with the pad, and `push` (a Push) moves it beyond.
  constructor(live, state, push, morph) {
    Object.assign(this, { live, state, push, morph, form: state.form, model: live.model });
    const { given, model } = live;
    this.draws = drawsOf(given, model.header, state.form.L);
    this.pool = new Draws({ noise: given.pool ?? [], chance: given.pool_chance }, model.header);
  }

  // The chosen draw, moved by the pad and pushed.
  get draw() {
    const draw = this.onWay();
    return { ...draw, noise: this.push.pushed(draw.noise) };
  }

  // The same, not pushed; on the way to another sample at `t`.
  onWay(t = undefined) {
    const { live, state, draws, morph } = this;
    const stored = draws.at(Math.min(state.at, draws.n - 1));
    return moved(morph.morphed(state.drawn ? withNoise(stored, state.drawn) : stored, draws, t), live.pad, live.given.directions);
  }

  weightsOn(t) {
    return this.route(this.onWay(t)).masses.subarray(this.form.N);
  }

  pictureOn(t) {
    return this.pictureAt(this.onWay(t).noise);
  }

  // -> what `form.route` says, of this draw or the same with another noise: dial and held gates count there too.
  route(draw) {
    const { logits } = this.model.run(draw, ["logits"]);
    return this.form.route(logits, this.state.temperature, this.state.forced, draw.chance);
  }

  // Once a frame: own (what the gates say), shares (of the parent's mass) and masses (of this sample), numbers for every node,
  // and whole, the weights of the leaves.
  prepare() {
    const { form, draw } = this;
    const { own, shares, masses, mixtures } = this.route(draw);
    Object.assign(this, { own, shares, masses, now: draw, whole: mixtures[0] });
    const flat = new Float32Array(form.n * form.L);
    mixtures.forEach((row, node) => flat.set(row, node * form.L));
    this.run = this.model.open({ ...draw, mixtures: flat });
  }

  // The rows of pictures in which that of `node` stands at its own place; until the next run of the model.
  pictures(node) {
    return this.run.rows("images", [node]).data;
  }

  pictureAt(noise) {
    const draw = { ...this.now, noise };
    return this.model.run({ ...draw, mixtures: this.route(draw).mixtures[0] }, ["images"]).images;
  }

  massAt(node, noise) {
    return this.route({ ...this.now, noise }).masses[node];
  }

  // Whether what lies left and right of a gate draws the same at this noise.
  isSameBelow(node, noise) {
    const draw = { ...this.now, noise };
    const rows = this.form.children(node).flatMap((child) => [...this.route(draw).mixtures[child]]);
    const { images } = this.model.run({ ...draw, mixtures: rows }, ["images"]);
    const half = images.length / 2;
    for (let i = 0; i < half; i++) if (Math.abs(images[i] - images[half + i]) > SEEN) return false;
    return true;
  }

  // --- the pool: draws with no hand on them -------------------------------------------------------------------------

  // The leaf of each: the largest one's.
  get leaves() {
    this.ends ??= Array.from({ length: this.pool.n }, (_, i) => (
      this.form.N + argmax(this.model.run(this.pool.at(i), ["weights"]).weights)));
    return this.ends;
  }

  poolPicture(i) {
    return this.model.run(this.pool.at(i), ["images"]).images;
  }
}

// A sample that stands alone, or was stored without its Gumbel numbers, is as good as a list of draws.
function drawsOf({ draws, noise, chance }, header, L) {
  const noises = draws?.noise ?? [noise];
  return new Draws({ ...draws, noise: noises, chance: draws?.chance ?? noises.map(() => chance ?? new Float32Array(L)) }, header);
}
