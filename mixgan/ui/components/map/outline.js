// A line of places in a layout, as short as a link needs it: at most 24 corners, in ten-thousandths of the unit square.
//
// "umap,1200,400,…": the layout, then x and y of every corner. What was drawn is brought to this before anything is chosen by it,
// so that the link opens exactly what was seen.

export const MOST_CORNERS = 24;
const FINE = 1e4;                                   // of the unit square: 3 px where the map is looked at as near as can be
const BEYOND = 0.5;                                 // of it, around it: the stage is wider
const STRAIGHT = 0.002;                             // of its side: a corner nearer to the line past it says nothing

// `path` with no more corners than a link holds; those stay that cut off most (Visvalingam & Whyatt 1993).
export function shortened(path, isClosed) {
  const left = path.map((place) => place.map((value) => Math.round(FINE * Math.min(1 + BEYOND, Math.max(-BEYOND, value))) / FINE));
  const least = isClosed ? 3 : 2;
  for (;;) {
    let [at, smallest, height] = [-1, Infinity, 0];
    for (let i = isClosed ? 0 : 1; i < left.length - (isClosed ? 0 : 1); i++) {
      const [area, high] = cutOff(left[(i - 1 + left.length) % left.length], left[i], left[(i + 1) % left.length]);
      if (area < smallest) [at, smallest, height] = [i, area, high];
    }
    if (left.length <= least || (left.length <= MOST_CORNERS && height > STRAIGHT)) return left;
    left.splice(at, 1);
  }
}

// The triangle that goes with a corner b: its area, and how far b is from the line past it.
function cutOff([ax, ay], [bx, by], [cx, cy]) {
  const twice = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay));
  return [twice / 2, twice / (Math.hypot(cx - ax, cy - ay) || 1)];
}

export function outlineText({ layout, path }) {
  return [layout, ...path.flat().map((value) => Math.round(FINE * value))].join(",");
}

// -> { layout, path }, or null for what is none; with at least so many corners.
export function readOutline(text, least) {
  const [layout, ...numbers] = (text || "").split(",");
  const path = Array.from({ length: numbers.length >> 1 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]].map((one) => Number(one) / FINE));
  const fits = numbers.length % 2 === 0 && path.length >= least && path.length <= MOST_CORNERS
    && numbers.every((one) => /^-?\d{1,5}$/.test(one)) && path.flat().every((value) => value >= -BEYOND && value <= 1 + BEYOND);
  return fits ? { layout, path } : null;
}
