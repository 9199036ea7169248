// The operations of a program, each by its name: the shape of what it writes, and how its rows are computed. Those on maps
// (convolutions and what goes with them) are in maps.js.

import { activate } from "./activate.js";
import { grouped, MAP_COMPUTE, MAP_SHAPES, mostRows } from "./maps.js";
import { argmax, nodeMasses, softmax } from "./mixture.js";

// --- shapes: rows and width of what an operation writes ------------------------------------------------------------

const sameShape = (run, op) => [run.register(op.x).rows, run.register(op.x).width];

export const SHAPES = {
  linear: (run, op) => [grouped(run, op), op.n_out],
  scale: (run, op) => [run.register("spread").rows, run.register(op.x).width],
  components: (run, op) => [run.register("spread").rows, run.register(op.x).width],
  concat: (run, op) => [1, op.xs.map((x) => run.register(x)).reduce((n, x) => n + x.rows * x.width, 0)],
  affine: (run, op) => [grouped(run, op), run.register(op.x).width],
  act: sameShape,
  tree: (run, op) => [1, run.register(op.x).width + 1],
  softmax: sameShape,
  choose: sameShape,
  mix: (run, op) => [run.register(op.w).rows, run.register(op.x).width],
  add: (run, op) => [mostRows(run, op.xs), run.register(op.x).width],
  times: (run, op) => [mostRows(run, op.xs), run.register(op.x).width],
  ...MAP_SHAPES,
};

// --- compute the rows `wanted` of y --------------------------------------------------------------------------------

export const COMPUTE = {
  linear(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    const bias = op.b && run.model.tensor(op.b);
    for (const row of wanted) {
      const group = op.groups > 1 ? row : 0;
      const product = run.model.kernel.product(x.data, at(row), 1, run.model.matrix(op, group, op.n_in, op.n_out));
      const out = row * y.width;
      for (let j = 0; j < op.n_out; j++) y.data[out + j] = product[j] + (bias ? bias[group * op.n_out + j] : 0);
      activate(y.data, out, op.n_out, op.act);
    }
  },

  scale(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    const spread = run.all("spread").data;
    for (const row of wanted) {
      const from = at(row);
      for (let j = 0; j < y.width; j++) y.data[row * y.width + j] = x.data[from + j] * spread[row];
    }
  },

  components(run, op, y, wanted) {
    const x = run.rows(op.x, [0]).data;
    const spread = run.all("spread").data;
    const [mean, deviation] = [run.model.tensor(op.mu), run.model.tensor(op.sd)];
    for (const row of wanted) {
      for (let j = 0, o = row * y.width; j < y.width; j++, o++) y.data[o] = mean[o] + spread[row] * deviation[o] * x[j];
    }
  },

  concat(run, op, y) {
    let at = 0;
    for (const name of op.xs) {
      const { data } = run.all(name);
      y.data.set(data, at);
      at += data.length;
    }
  },

  affine(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    const [w, b] = [run.model.tensor(op.w), run.model.tensor(op.b)];
    for (const row of wanted) {
      const [from, out] = [at(row), row * y.width];
      const group = op.groups > 1 ? row * op.channels : 0;
      for (let j = 0; j < y.width; j += op.channels) {
        for (let c = 0; c < op.channels; c++) y.data[out + j + c] = x.data[from + j + c] * w[group + c] + b[group + c];
      }
      activate(y.data, out, y.width, op.act);
    }
  },

  act(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    for (const row of wanted) {
      y.data.set(x.data.subarray(at(row), at(row) + y.width), row * y.width);
      activate(y.data, row * y.width, y.width, op.act);
    }
  },

  tree(run, op, y, wanted) {
    const gates = run.register("gates");
    if (!gates.done[0]) {
      gates.data.set(run.rows(op.x, [0]).data);
      activate(gates.data, 0, gates.width, "sigmoid");
      gates.done[0] = 1;
    }
    if (y === gates) return;
    y.data.set(nodeMasses(gates.data).subarray(gates.width));           // leaves come last in breadth-first order
  },

  softmax(run, op, y) {
    y.data.set(softmax(run.rows(op.x, [0]).data));
  },

  choose(run, op, y) {
    const logits = run.rows(op.x, [0]).data;
    const chance = run.rows("chance", [0]).data;
    y.data.fill(0);
    y.data[argmax(logits.map((value, k) => value + chance[k]))] = 1;
  },

  mix(run, op, y, wanted) {
    const weights = run.rows(op.w, wanted);
    const used = [];
    const isUsed = (k) => wanted.some((row) => weights.data[row * weights.width + k] !== 0);
    for (let k = 0; k < weights.width; k++) if (isUsed(k)) used.push(k);
    const x = run.rows(op.x, used);
    for (const row of wanted) {
      const out = row * y.width;
      y.data.fill(0, out, out + y.width);
      for (const k of used) {
        const weight = weights.data[row * weights.width + k];
        if (weight === 0) continue;
        for (let j = 0, from = k * y.width; j < y.width; j++) y.data[out + j] += weight * x.data[from + j];
      }
    }
  },

  add(run, op, y, wanted) {
    const [first, ...others] = op.xs.map((name) => run.source(name, wanted));
    for (const row of wanted) {
      const out = row * y.width;
      y.data.set(first.x.data.subarray(first.at(row), first.at(row) + y.width), out);
      for (const { x, at } of others) for (let j = 0, from = at(row); j < y.width; j++) y.data[out + j] += x.data[from + j];
      activate(y.data, out, y.width, op.act);
    }
  },

  times(run, op, y, wanted) {
    const [a, b] = op.xs.map((name) => run.source(name, wanted));
    for (const row of wanted) {
      for (let j = 0, from = a.at(row), by = b.at(row), out = row * y.width; j < y.width; j++) {
        y.data[out + j] = a.x.data[from + j] * b.x.data[by + j];
      }
    }
  },

  ...MAP_COMPUTE,
};
