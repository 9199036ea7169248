// How a block comes into view.

const ENOUGH = 0.6;                                 // of the window: a block that begins above this is seen

// null where nothing is to be done.
export function wayToSee({ top, bottom }, height) {
  const seen = top >= 0 && (bottom <= height || top <= ENOUGH * height);
  return seen ? null : bottom - top < height ? "nearest" : "start";
}
