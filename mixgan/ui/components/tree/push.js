// The smallest push of the noise that sends a gate the other way: analysis/routing.py in the page, without the server.

const KEEP = 0.04;                                  // a gate above stays this far (in logits) on its side of the boundary
const SLACK = 1e-9;

// The gates as hyperplanes a = v z + c, from the program; null where they are not one affine layer of the noise.
export function gatePlanes(model) {
  const op = model.producers.get("logits");
  if (!op || op.op !== "linear" || op.x !== "noise" || op.groups !== 1 || op.act) return null;
  const w = model.tensor(op.w);
  const bias = op.b && model.tensor(op.b);
  const column = (i) => Float64Array.from({ length: op.n_in }, (_, j) => w[j * op.n_out + i]);
  return Array.from({ length: op.n_out }, (_, i) => ({ v: column(i), c: bias ? bias[i] : 0 }));
}

export const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

export const logitOf = (plane, z) => dot(plane.v, z) + plane.c;

// -> { delta, length }: the shortest change of z after which gate `node` has the logit `target`. `above`: the gates that stay
// on the side they lean to, none for the free push. An infinite length where there is no way.
export function smallestPush(planes, z, node, target, above = []) {
  const rows = [planes[node].v];
  const wanted = [target - logitOf(planes[node], z)];
  for (const gate of above) {
    const logit = logitOf(planes[gate], z);
    const side = logit >= 0 ? 1 : -1;
    rows.push(planes[gate].v.map((value) => side * value));
    wanted.push(Math.min(KEEP, side * logit) - side * logit);
  }
  const gram = rows.map((a) => rows.map((b) => dot(a, b)));
  let best = { delta: new Float64Array(z.length), length: Infinity };
  // any of the gates above may be the binding ones: all 2^depth sets; dependent rows are never all needed
  for (let set = 0; set < 2 ** above.length; set++) {
    const binding = [0, ...above.map((_, i) => i + 1).filter((i) => (set >> (i - 1)) & 1)];
    const factors = solve(binding.map((i) => binding.map((j) => gram[i][j])), binding.map((i) => wanted[i]));
    if (!factors) continue;
    const gained = rows.map((_, i) => binding.reduce((sum, j, at) => sum + factors[at] * gram[i][j], 0));
    const length = Math.sqrt(Math.max(0, binding.reduce((sum, j, at) => sum + factors[at] * gained[j], 0)));
    const kept = gained.every((gain, i) => !i || gain >= wanted[i] - SLACK * (1 + Math.abs(wanted[i])));
    if (!kept || length >= best.length) continue;
    const delta = Float64Array.from(z, (_, k) => binding.reduce((sum, j, at) => sum + factors[at] * rows[j][k], 0));
    best = { delta, length };
  }
  return best;
}

// Gaussian elimination with the largest pivot; null for a matrix whose rows depend on each other.
function solve(matrix, right) {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const scale = matrix.map((row, i) => row[i]);
  if (scale.some((value) => !(value > 0))) return null;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    if (Math.abs(rows[pivot][k]) <= 1e-10 * scale[k]) return null;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Array(n);
  for (let k = n - 1; k >= 0; k--) {
    x[k] = rows[k].slice(k + 1, n).reduce((sum, value, i) => sum - value * x[k + 1 + i], rows[k][n]) / rows[k][k];
  }
  return x;
}

// The film at t: 0 is the sample, 1 the boundary of the gate, 2 as far beyond (its logit turned round). A straight line for
// the free push; with the gates above kept it bends where one of them is met.
export function filmAt(planes, z, node, t, above = []) {
  return smallestPush(planes, z, node, (1 - t) * logitOf(planes[node], z), above);
}

// The other gates that cross 1/2 on the way from z to z + delta.
export function movedAlong(planes, z, node, delta) {
  const after = z.map((value, i) => value + delta[i]);
  const side = (plane, at) => logitOf(plane, at) >= 0;
  return planes.flatMap((plane, i) => (i !== node && side(plane, z) !== side(plane, after) ? [i] : []));
}

// How many pushes of `length` along the directions send the gate the other way. None can at the smallest push's own length.
export function countFlips(planes, z, node, length, directions) {
  const before = logitOf(planes[node], z);
  return directions.filter((direction) => {
    const after = before + (length / Math.sqrt(dot(direction, direction))) * dot(planes[node].v, direction);
    return (after >= 0) !== (before >= 0);
  }).length;
}
