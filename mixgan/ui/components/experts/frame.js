// The frame of a picture: whose it is, and as thick as the weight.

import { UNUSED } from "../live/mixture.js";
import { setProperty } from "../live/parts.js";

// 1 px where nothing of this sample comes from here.
export function frameOf(frame, k, weight) {
  const thick = weight < UNUSED ? "1px" : `${(1 + 2.5 * weight).toFixed(1)}px`;
  const mark = weight < UNUSED ? "var(--hair)" : `var(--expert-${k})`;
  setProperty(frame, "--frame", thick);
  setProperty(frame, "--mark", mark);
}
