// Where a new picture belongs on the map: at the mean place of the ten stored samples whose pictures are nearest to it.

export const NEIGHBOURS = 10;

export class Landing {
  // `mean` (d), `basis` (components x d) and `points` (n x components): the stored pictures by their principal components.
  constructor({ mean, basis, points, components }) {
    Object.assign(this, { mean, basis, points, components });
  }

  // The indices of the nearest samples, the nearest first. `image`: values in [-1, 1] as the engine has them.
  nearest(image, count = NEIGHBOURS) {
    return this.around(this.code(image), count).map(([, i]) => i);
  }

  // The same of a picture's code, each with the square of its distance: [[square, index]].
  around(code, count = NEIGHBOURS) {
    const { points, components: C } = this;
    const found = [];                               // [square, index], the farthest last
    for (let i = 0, at = 0; i < points.length / C; i++, at += C) {
      const bound = found.length < count ? Infinity : found[count - 1][0];
      let square = 0;
      for (let c = 0; c < C && square < bound; c++) square += (points[at + c] - code[c]) ** 2;
      if (square >= bound) continue;
      let place = found.length;
      while (place && found[place - 1][0] > square) place--;
      found.splice(place, 0, [square, i]);
      if (found.length > count) found.pop();
    }
    return found;
  }

  code(image) {
    const { mean, basis, components: C } = this;
    const d = mean.length;
    const code = new Float32Array(C);
    for (let c = 0; c < C; c++) {
      let sum = 0;
      for (let j = 0, at = c * d; j < d; j++, at++) sum += (image[j] - mean[j]) * basis[at];
      code[c] = sum;
    }
    return code;
  }
}
