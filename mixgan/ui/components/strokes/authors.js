// Who drew which stroke: each pixel belongs to the expert without which it would change most, the others taking over what was its
// weight. That is the effect of a removal, no more: several experts may share a stroke, and a decoder mixes them all.

const WEIGHT = 0.01;                                // a lighter expert is not asked
const SEEN_BY = 0.1;                                // of the range from black to white: a smaller change is nobody's

// The weights without expert k, summing to what they did; null where nothing else has any.
export function without(weights, k) {
  const rest = weights.map((weight, j) => (j === k ? 0 : weight));
  const sum = rest.reduce((a, b) => a + b, 0);
  return sum > 1e-6 ? rest.map((weight) => (weight * (sum + weights[k])) / sum) : null;
}

// -> { authors, shares: [[k, share]] }: authors has an expert for every pixel, or -1; shares are of the light that has an author,
// largest first. `weights` (K) blend the sample `draw`; one batch of a picture for every expert that counts.
export function authorsOf(model, draw, weights) {
  const [channels, height, width] = model.header.shape;
  const counted = Array.from(weights.keys()).filter((k) => weights[k] >= WEIGHT);
  const asked = counted.filter((k) => without(weights, k));
  const alone = asked.length ? -1 : counted[0] ?? -1;           // nobody could take over: all that is lit is its own
  const rows = [weights, ...asked.map((k) => without(weights, k))];
  const flat = new Float32Array(rows.length * weights.length);
  rows.forEach((row, i) => flat.set(row, i * weights.length));
  const { images } = model.run({ ...draw, mixtures: flat }, ["images"]);
  const pixels = height * width;
  const authors = new Int16Array(pixels).fill(-1);
  const light = new Map();
  for (let pixel = 0; pixel < pixels; pixel++) {
    let most = 2 * SEEN_BY * channels;
    let lit = 0;
    for (let c = 0; c < channels; c++) lit += images[pixel * channels + c] + 1;
    asked.forEach((k, i) => {
      let change = 0;
      for (let c = 0, at = pixel * channels; c < channels; c++, at++) {
        change += Math.abs(images[at] - images[(i + 1) * pixels * channels + at]);
      }
      if (change > most) [most, authors[pixel]] = [change, k];
    });
    if (lit > 2 * SEEN_BY * channels && alone >= 0) authors[pixel] = alone;
    if (authors[pixel] >= 0) light.set(authors[pixel], (light.get(authors[pixel]) ?? 0) + lit);
  }
  const all = [...light.values()].reduce((a, b) => a + b, 0) || 1;
  return { authors, shares: [...light].map(([k, lit]) => [k, lit / all]).sort((a, b) => b[1] - a[1]) };
}

// A picture that was drawn just now in the colours of its authors ([r, g, b] by expert), as bright as it was.
export function tint(picture, authors, colours) {
  const { data } = picture.pixels;
  authors.forEach((k, pixel) => {
    if (k < 0) return;
    const at = 4 * pixel;
    const bright = Math.max(data[at], data[at + 1], data[at + 2]);
    const top = Math.max(...colours[k]) || 1;
    for (let c = 0; c < 3; c++) data[at + c] = (bright * colours[k][c]) / top;
  });
  picture.put(null);
}
