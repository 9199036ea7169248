// How far two pictures lie apart when a stroke may stand a pixel beside another: after a 3 x 3 blur.

// `picture`: channel-last, of `shape` [C, H, W]. The mean of each pixel and its eight neighbours; outside lies black.
export function blurred(picture, [channels, height, width], ground = -1) {
  const line = width * channels;
  const rows = new Float32Array(picture.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < line; x++, i++) {
      const left = x >= channels ? picture[i - channels] : ground;
      const right = x < line - channels ? picture[i + channels] : ground;
      rows[i] = left + picture[i] + right;
    }
  }
  const out = new Float32Array(picture.length);
  for (let i = 0; i < out.length; i++) {
    const above = i >= line ? rows[i - line] : 3 * ground;
    const below = i < out.length - line ? rows[i + line] : 3 * ground;
    out[i] = (above + rows[i] + below) / 9;
  }
  return out;
}

// The mean squared difference.
export function distance(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = a[i] - b[i];
    sum += d * d;
  }
  return sum / a.length;
}
