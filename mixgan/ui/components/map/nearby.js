// New noise near some that were chosen: a Gaussian fitted to them, from which a chosen one is mixed with as much as is wanted.
//
// With m and S the mean and the covariance of the chosen ones, z' = m + cos(a) (z - m) + sin(a) s, z being a chosen one and s drawn
// from N(0, (1 - l) S + l I): whatever the angle a, new ones spread as the chosen ones do. The fewer these are, the less S is
// worth: l = Z / (Z + their number).

export const CIRCLE = 2 * Math.PI;

// Numbers that come again with their seed: uniform in [0, 1), and normal.
export class Chance {
  constructor(seed) {
    this.state = (seed + 1) * 0x9e3779b9;
  }

  uniform() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  normal() {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(CIRCLE * this.uniform());
  }

  normals(n) {
    return Float32Array.from({ length: n }, () => this.normal());
  }

  gumbels(n) {
    return Float32Array.from({ length: n }, () => -Math.log(-Math.log(1 - (1 - 1e-9) * this.uniform())));
  }

  below(n) {
    return Math.floor(n * this.uniform());
  }
}

export class Neighbourhood {
  // `noises`: rows of Z numbers, at least one.
  constructor(noises) {
    const Z = noises[0].length;
    this.noises = noises;
    this.mean = new Float32Array(Z);
    for (const row of noises) for (let j = 0; j < Z; j++) this.mean[j] += row[j] / noises.length;
    this.round = Z / (Z + noises.length);
  }

  // `at`: which of the chosen ones; `far`: 0 that one itself, 1 the Gaussian alone.
  draw(at, far, chance) {
    const { noises, mean, round } = this;
    const own = Math.cos((far * Math.PI) / 2);
    const fresh = Math.sin((far * Math.PI) / 2);
    // a sum of all with normal weights has their covariance: no matrix is needed
    const each = fresh * Math.sqrt((1 - round) / noises.length);
    const made = Float32Array.from(mean, (m, j) => m + own * (noises[at][j] - m) + fresh * Math.sqrt(round) * chance.normal());
    for (const row of noises) {
      const weight = each * chance.normal();
      for (let j = 0; j < made.length; j++) made[j] += weight * (row[j] - mean[j]);
    }
    return made;
  }
}

// Between two noises, t from 0 to 1: on the way around rather than through the middle, where no sample is ever drawn.
export function between(a, b, t) {
  const length = (row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  const scale = length(a) * length(b);
  const cosine = scale ? a.reduce((sum, value, j) => sum + value * b[j], 0) / scale : 1;
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const [p, q] = Math.sin(angle) < 1e-4 ? [1 - t, t] : [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  return Float32Array.from(a, (value, j) => p * value + q * b[j]);
}
