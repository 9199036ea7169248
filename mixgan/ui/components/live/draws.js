// The draws of a view as the engine takes them, one object of inputs each: what a draw is made of is known here alone.

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
