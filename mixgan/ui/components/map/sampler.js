// New samples of a model: near some that were chosen, or plain ones, each with the stored samples that its picture is nearest to.

import { argmax } from "../live/mixture.js";
import { NEIGHBOURS } from "./landing.js";
import { Chance, Neighbourhood } from "./nearby.js";

export const LEAST_CHOSEN = 3;
const PLAIN_SEED = 1e6;                             // other numbers than those of any press of the button

export class Sampler {
  // `map`: samples, decoder, landing.
  constructor(map) {
    this.map = map;
  }

  // From now on near the samples `chosen`, with the random numbers of `seed`.
  choose(chosen, seed) {
    Object.assign(this, { chosen, groups: new Map(), chance: new Chance(seed) });
  }

  // -> { images, expert, neighbours }. `far`: see nearby.js.
  near(far) {
    const { samples, decoder } = this.map;
    const { gated, header } = decoder;
    const from = this.chosen[this.chance.below(this.chosen.length)];
    const { ids, around } = this.group(from);
    const noise = around.draw(Math.max(0, ids.indexOf(from)), far, this.chance);
    // a gate decides anew; where the noise has no say in it, the expert is that of the chosen one
    const inputs = header.chooses && gated ? this.gatedInputs(noise, from, this.chance) : decoder.inputs(noise, from, samples.expert[from]);
    return this.made(inputs);
  }

  // The chosen ones that one expert drew, for one class if the model reads classes; all of them where those are too few.
  group(from) {
    const { samples, decoder } = this.map;
    const kind = (i) => `${samples.expert[i]}-${decoder.label(i)?.indexOf(1)}`;
    const key = kind(from);
    if (!this.groups.has(key)) {
      const same = this.chosen.filter((i) => kind(i) === key);
      const ids = same.length < LEAST_CHOSEN ? this.chosen : same;
      this.groups.set(key, { ids, around: new Neighbourhood(ids.map((i) => decoder.noise(i))) });
    }
    return this.groups.get(key);
  }

  plainly() {
    const { decoder, samples } = this.map;
    const chance = this.plainChance ??= new Chance(PLAIN_SEED);
    const like = chance.below(samples.n);           // asked for a class as often as the samples were
    return this.made(this.gatedInputs(chance.normals(decoder.header.noise), like, chance));
  }

  // One of the chosen ones itself, placed as new ones are: by all samples but itself.
  again() {
    const { samples, decoder } = this.map;
    const i = this.chosen[this.chance.below(this.chosen.length)];
    const made = this.made(decoder.inputs(decoder.noise(i), i, samples.expert[i]), NEIGHBOURS + 1);
    return { ...made, neighbours: made.neighbours.filter((one) => one !== i).slice(0, NEIGHBOURS) };
  }

  gatedInputs(noise, like, chance) {
    const { chooses, n_experts: K } = this.map.decoder.header;
    return { noise, label: this.map.decoder.label(like), chance: chooses ? chance.gumbels(K) : undefined };
  }

  made(inputs, count = NEIGHBOURS) {
    const { decoder, landing } = this.map;
    const { images, weights } = decoder.model.run(inputs, inputs.mixtures ? ["images"] : ["images", "weights"]);
    const neighbours = landing.nearest(images, count);
    const mixture = inputs.mixtures ?? weights;
    return { images, expert: mixture ? argmax(mixture) : 0, neighbours, pointed: false };
  }
}
