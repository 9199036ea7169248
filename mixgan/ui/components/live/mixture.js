// Weights of mixtures: who is chosen, and how a tree's gates share a sample among its nodes.

export const UNUSED = 0.01;                         // below this weight nothing of a sample comes from an expert, or from a node

export function argmax(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}

export function softmax(logits) {
  // an expert that is off has the logit -Infinity and gets exactly 0
  const top = Math.max(...logits);
  const mass = Float32Array.from(logits, (value) => Math.exp(value - top));
  const sum = mass.reduce((a, b) => a + b, 0);
  return mass.map((value) => value / sum);
}

// --- the tree: breadth first from 0, children of i are 2i + 1 (left) and 2i + 2 (right) ----------------------------

// The probability of passing through every node: products of the gates on the way, the root has 1. 2N + 1 numbers.
export function nodeMasses(gates) {
  const masses = new Float32Array(2 * gates.length + 1);
  masses[0] = 1;
  for (let i = 0; i < gates.length; i++) {
    masses[2 * i + 1] = masses[i] * gates[i];
    masses[2 * i + 2] = masses[i] * (1 - gates[i]);
  }
  return masses;
}

// For every node the mixture of the leaves below it, rows of L that sum to 1. Bottom-up, so that nothing is divided:
// a node that this sample never reaches has its mixture all the same.
export function nodeMixtures(gates) {
  const N = gates.length;
  const L = N + 1;
  const rows = Array.from({ length: N + L }, () => new Float32Array(L));
  for (let l = 0; l < L; l++) rows[N + l][l] = 1;
  for (let i = N - 1; i >= 0; i--) {
    const [left, right] = [rows[2 * i + 1], rows[2 * i + 2]];
    for (let l = 0; l < L; l++) rows[i][l] = gates[i] * left[l] + (1 - gates[i]) * right[l];
  }
  return rows;
}

// Log-masses of the leaves from a tree's own logits: finite however decided a gate is.
export function leafLogits(logits) {
  const logSigmoid = (v) => Math.min(v, 0) - Math.log1p(Math.exp(-Math.abs(v)));
  const N = logits.length;
  const masses = new Float64Array(2 * N + 1);
  for (let i = 0; i < N; i++) {
    masses[2 * i + 1] = masses[i] + logSigmoid(logits[i]);
    masses[2 * i + 2] = masses[i] + logSigmoid(-logits[i]);
  }
  return masses.subarray(N);
}
