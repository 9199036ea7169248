// Who makes a sample when some experts are off: the others take over at the logits, as in the generator contract, never by
// division; or nobody does, and what was theirs is missing.

import { argmax, leafLogits, softmax } from "../live/mixture.js";

// Logits of the experts for a draw of `Draws`; for a tree the log-masses of its leaves. None: one expert takes all.
export function expertLogits(model, draw) {
  const { n_experts: K, tree } = model.header;
  if (!model.has("logits")) return new Float32Array(K);
  const { logits } = model.run(draw, ["logits"]);
  return tree ? leafLogits(logits) : logits;
}

// Weights (K) that sum to 1, exactly 0 for the experts that are off. `chance`: Gumbel numbers where one expert is drawn.
export function route(logits, chance, off) {
  const open = Array.from(logits, (value, k) => (off.has(k) ? -Infinity : value));
  if (!chance) return softmax(open);
  const weights = new Float32Array(open.length);
  weights[argmax(open.map((value, k) => value + chance[k]))] = 1;
  return weights;
}

// The same weights with nothing for the experts that are off and nobody in their place: rows may sum to less than 1.
export function dropped(weights, off) {
  return weights.map((weight, k) => (off.has(k) ? 0 : weight));
}
