// The tree as it can be taken away: one sample at every node that it reaches, level below level.

import { UNUSED } from "../live/mixture.js";
import { padHand } from "../live/takeaway.js";

const BETWEEN_PX = 4;

// null for mean pictures, which no noise makes. Of the nodes that this sample does not reach nothing is a sample.
export function treeShown({ live, state, sample, stage, push, morph }) {
  if (!state.isSample || !sample.now) return null;
  const { form } = state;
  const { masses, mixtures } = sample.route(sample.now);
  const [, height, width] = live.model.header.shape;
  const wide = form.L * (width + BETWEEN_PX);
  const tiles = [];
  for (let node = 0; node < form.n; node++) {
    if (node && masses[node] < UNUSED) continue;
    const [first, last] = form.row(form.level(node));
    const middle = ((node - first + 0.5) * wide) / (last - first + 1);
    tiles.push({
      draw: { ...sample.now, mixtures: mixtures[node] }, sample: (live.given.first ?? 0) + state.at,
      element: stage.nodes[node].element,
      at: [Math.round(middle - (width + BETWEEN_PX) / 2), form.level(node) * (height + 2 * BETWEEN_PX)] });
  }
  const pad = padHand(live);
  const pushed = push.isActive && push.t > 0;
  const hand = { ...pad, forced: state.override };
  if (state.temperature < 1) hand.temperature = state.temperature;
  if (pushed) hand.push = [form.path(state.selected), push.t];
  return { tiles, size: [wide, form.level(form.n - 1) * (height + 2 * BETWEEN_PX) + height], moved: Boolean(pad.pad || pushed || morph.news || state.drawn), hand };
}
