// The draws of a view as the engine takes them, one object of inputs each: what a draw is made of is known here alone.

export class Draws {
  // `chooses`: whether the model draws one expert, so that the Gumbel numbers `chance` count.
  constructor({ noise, chance }, chooses = true) {
    Object.assign(this, { noise, chance: chooses ? chance ?? null : null });
  }

  get n() {
    return this.noise.length;
  }

  at(i) {
    return { noise: this.noise[i], chance: this.chance?.[i] ?? null };
  }
}

// A draw moved by the pad [a, b] along its two directions.
export function moved(draw, [a, b], directions) {
  const [u, v] = directions ?? [[], []];
  return { ...draw, noise: Float32Array.from(draw.noise, (value, i) => value + a * (u[i] ?? 0) + b * (v[i] ?? 0)) };
}

// Weights of an expert alone.
export function oneHot(n, at) {
  const weights = new Float32Array(n);
  weights[at] = 1;
  return weights;
}
