// The frame of a picture: whose it is, and as thick as the weight.

import { setProperty } from "../live/parts.js";

export const UNUSED = 0.01;                         // weight below which nothing of a sample comes from an expert

// 1 px where nothing of this sample comes from here.
export function frameOf(frame, k, weight) {
  const thick = weight < UNUSED ? "1px" : `${(1 + 2.5 * weight).toFixed(1)}px`;
  const mark = weight < UNUSED ? "var(--hair)" : `var(--expert-${k})`;
  setProperty(frame, "--frame", thick);
  setProperty(frame, "--mark", mark);
}
