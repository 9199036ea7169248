// The draws of a view as the engine takes them, one object of inputs each: what a draw is made of is known here alone.

const SURE = 40;                                    // a Gumbel number that none reaches by chance

export class Draws {
  // `given`: rows of noise, and where there are any chance (Gumbel numbers), label (numbers of classes) and expert (a forced
  // one each). `header`: of the program; what its model does not read is left out.
  constructor({ noise, chance, label, expert }, header) {
    Object.assign(this, { noise, expert, header });
    this.chance = header.chooses ? chance ?? null : null;
    this.label = header.classes ? label ?? null : null;
  }

  get n() {
    return this.noise.length;
  }

  at(i) {
    const { classes, n_experts: K } = this.header;
    const draw = { noise: this.noise[i], chance: this.chance?.[i] ?? null };
    if (this.label) draw.label = oneHot(classes, this.label[i]);
    if (this.expert) draw.mixtures = oneHot(K, this.expert[i]);
    return draw;
  }
}

// A draw with another noise: `expert` draws it, or with -1 whoever the gate says.
export function withNoise(draw, { noise, expert }) {
  const chance = draw.chance && Float32Array.from(draw.chance, (value, k) => (expert < 0 ? 0 : k === expert ? SURE : value));
  return { ...draw, noise: Float32Array.from(noise), chance };
}

// A draw moved by the pad [a, b] along its two directions.
export function moved(draw, [a, b], directions) {
  const [u, v] = directions ?? [[], []];
  return { ...draw, noise: Float32Array.from(draw.noise, (value, i) => value + a * (u[i] ?? 0) + b * (v[i] ?? 0)) };
}

// Weights of an expert alone, or the register of a class.
export function oneHot(n, at) {
  const row = new Float32Array(n);
  row[at] = 1;
  return row;
}
