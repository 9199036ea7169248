// A line of places in a layout, as short as a link needs it: at most 24 corners, in ten-thousandths of the unit square.
//
// "umap,1200,400,…": the layout, then x and y of every corner. What was drawn is brought to this before anything is chosen by it,
// so that the link opens exactly what was seen.

export const MOST_CORNERS = 24;
const FINE = 1e4;                                   // of the unit square: 3 px where the map is looked at as near as can be
const BEYOND = 0.5;                                 // of it, around it: the stage is wider
const STRAIGHT = 2e-6;                              // of its area: a corner that cuts off less says nothing

// `path` with no more corners than a link holds; those stay that cut off most (Visvalingam & Whyatt 1993).
export function shortened(path, isClosed) {
  const left = path.map((place) => place.map((value) => Math.round(FINE * Math.min(1 + BEYOND, Math.max(-BEYOND, value))) / FINE));
  const least = isClosed ? 3 : 2;
  for (;;) {
    let [at, area] = [-1, Infinity];
    for (let i = isClosed ? 0 : 1; i < left.length - (isClosed ? 0 : 1); i++) {
      const cut = triangle(left[(i - 1 + left.length) % left.length], left[i], left[(i + 1) % left.length]);
      if (cut < area) [at, area] = [i, cut];
    }
    if (left.length <= least || (left.length <= MOST_CORNERS && area > STRAIGHT)) return left;
    left.splice(at, 1);
  }
}

function triangle([ax, ay], [bx, by], [cx, cy]) {
  return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
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
