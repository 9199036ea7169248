// The interpreter of programs: the format is stated in mixgan/families/program.py, and this file is its other half.
//
//   const model = loadProgram(bytes)                        bytes: Uint8Array
//   model.run({ noise, chance, label, spread, mixtures, gates })   -> { images, m, weights, gates, logits }
//   model.open(inputs).rows("images", [3])                  row by row, to spread a frame's work; until the next run
//
// A register is computed when somebody asks for it, and only the rows asked for: a gate that chooses one expert decodes
// one picture, and a register that is supplied is never computed. Nothing here knows the page.

import { argmax, nodeMasses, softmax } from "./mixture.js";
import { makeKernel } from "./product.js";

const MAGIC = "MIXG";

export function loadProgram(bytes, kernel = undefined) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes);
  return new Model(header, readTensors(view, 8 + view.getUint32(4, true), header.dtype), kernel);
}

export function readHeader(bytes) {
  if (bytes.length < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) throw new Error("not a program");
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
}

function readTensors(view, start, dtype) {
  // through a DataView: the bytes may start at any address, also an odd one
  const size = dtype === "float32" ? 4 : 2;
  const tensors = new Float32Array((view.byteLength - start) / size);
  if (size === 4) for (let i = 0; i < tensors.length; i++) tensors[i] = view.getFloat32(start + 4 * i, true);
  else {
    const table = halves();
    for (let i = 0; i < tensors.length; i++) tensors[i] = table[view.getUint16(start + 2 * i, true)];
  }
  return tensors;
}

let halfTable = null;

function halves() {
  // every float16 as float32: 65,536 entries cost less than decoding a million numbers one by one
  if (halfTable) return halfTable;
  halfTable = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    let value = exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : (fraction / 1024) * 2 ** -14;
    if (exponent === 31) value = fraction ? NaN : Infinity;
    halfTable[bits] = bits & 0x8000 ? -value : value;
  }
  return halfTable;
}

// --- a model: the operations, and what may be asked of it ---------------------------------------------------------

export class Model {
  constructor(header, tensors, kernel = makeKernel()) {
    Object.assign(this, { header, tensors, kernel });
    this.producers = new Map();
    for (const op of header.ops) {
      this.producers.set(op.y, op);
      if (op.op === "tree") this.producers.set("gates", op);
    }
    this.packed = new Map();                        // operation -> its matrices, one per group
    this.pool = new Map();                          // buffers of the last run, by register
  }

  has(register) {
    return this.producers.has(register);
  }

  tensor(place) {
    return this.tensors.subarray(place[0], place[0] + place[1]);
  }

  // The matrix of one group, in the kernel's own order; packed once, when first needed.
  matrix(op, group, nIn, nOut) {
    if (!this.packed.has(op)) this.packed.set(op, new Array(op.groups));
    const matrices = this.packed.get(op);
    matrices[group] ??= this.kernel.pack(this.tensors.subarray(op.w[0] + group * nIn * nOut), nIn, nOut);
    return matrices[group];
  }

  // A run of which nothing is computed yet. Runs share their buffers, so the next one ends it.
  open(inputs) {
    this.latest = new Run(this, inputs);
    return this.latest;
  }

  // `inputs`: flat or nested arrays. `wanted`: the registers to return; those that the program lacks are left out.
  run(inputs, wanted = ["images", "weights", "gates", "logits"]) {
    const run = this.open(inputs);
    const out = {};
    for (const name of wanted) {
      if (!this.has(name) && !run.supplied(name)) continue;
      // a supplied `weights` or `gates` makes what leads to it idle: do not compute the logits just to return them
      if (name === "logits" && (run.supplied("weights") || run.supplied("gates")) && !run.supplied(name)) continue;
      if (name === "gates" && run.supplied("weights") && !run.supplied(name)) continue;
      const register = run.all(name);
      out[name] = register.data.slice();
      if (name === "images") out.m = register.rows;
    }
    return out;
  }
}

class Run {
  constructor(model, inputs) {
    this.model = model;
    this.registers = new Map();
    for (const name of Object.keys(inputs)) if (inputs[name] != null) this.supply(name, inputs[name]);
  }

  supply(name, values) {
    const { noise, n_experts: K, classes: label } = this.model.header;
    const data = values instanceof Float32Array ? values : Float32Array.from(Array.from(values).flat());
    const width = { noise, chance: K, label, spread: 1, mixtures: K, weights: K }[name] ?? data.length;
    if (!data.length || data.length % width) throw new Error(`${name} has ${data.length} numbers, not rows of ${width}`);
    const rows = data.length / width;
    this.registers.set(name, { rows, width, data, done: new Uint8Array(rows).fill(1) });
  }

  supplied(name) {
    return this.registers.get(name)?.op === undefined && this.registers.has(name);
  }

  // The register with none of its rows computed yet, unless they were supplied or asked for before.
  register(name) {
    if (this.registers.has(name)) return this.registers.get(name);
    const op = this.model.producers.get(name);
    if (!op) return this.byDefault(name);
    const [rows, width] = name === "gates" ? [1, this.register(op.x).width] : SHAPES[op.op](this, op);
    const register = { rows, width, op, data: this.buffer(name, rows * width), done: new Uint8Array(rows) };
    this.registers.set(name, register);
    return register;
  }

  byDefault(name) {
    const K = this.model.header.n_experts;
    if (name === "spread") this.supply("spread", new Float32Array(K).fill(1));
    else if (name === "mixtures" && K === 1) this.supply("mixtures", [1]);
    else if (name === "mixtures") return this.register("weights");
    else throw new Error(`the program needs '${name}', which was not supplied`);
    return this.registers.get(name);
  }

  buffer(name, length) {
    const old = this.model.pool.get(name);
    if (old && old.length === length) return old;
    const fresh = new Float32Array(length);
    this.model.pool.set(name, fresh);
    return fresh;
  }

  all(name) {
    const register = this.register(name);
    return this.rows(name, Array.from({ length: register.rows }, (_, row) => row));
  }

  // The register with the rows `wanted` computed.
  rows(name, wanted) {
    if (this.model.latest !== this) throw new Error("another run has begun");
    const register = this.register(name);
    const missing = wanted.filter((row) => !register.done[row]);
    if (missing.length) {
      COMPUTE[register.op.op](this, register.op, register, missing);
      for (const row of missing) register.done[row] = 1;
    }
    return register;
  }

  // The rows of x that the rows `wanted` of a row-wise operation read: their own, or the only one.
  source(name, wanted) {
    const single = this.register(name).rows === 1;
    const x = this.rows(name, single ? [0] : wanted);
    return { x, at: single ? () => 0 : (row) => row * x.width };
  }
}

// --- shapes: rows and width of what an operation writes ------------------------------------------------------------

const grouped = (run, op) => (op.groups > 1 ? op.groups : run.register(op.x).rows);
const sameShape = (run, op) => [run.register(op.x).rows, run.register(op.x).width];

const SHAPES = {
  linear: (run, op) => [grouped(run, op), op.n_out],
  scale: (run, op) => [run.register("spread").rows, run.register(op.x).width],
  components: (run, op) => [run.register("spread").rows, run.register(op.x).width],
  concat: (run, op) => [1, op.xs.map((x) => run.register(x)).reduce((n, x) => n + x.rows * x.width, 0)],
  affine: sameShape,
  act: sameShape,
  tree: (run, op) => [1, run.register(op.x).width + 1],
  softmax: sameShape,
  choose: sameShape,
  mix: (run, op) => [run.register(op.w).rows, run.register(op.x).width],
  convt: (run, op) => [grouped(run, op), 4 * op.h * op.width * op.co],
};

// --- operations: compute the rows `wanted` of y --------------------------------------------------------------------

const COMPUTE = {
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
      for (let j = 0; j < y.width; j += op.channels) {
        for (let c = 0; c < op.channels; c++) y.data[out + j + c] = x.data[from + j + c] * w[c] + b[c];
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

  convt(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    const bias = run.model.tensor(op.b);
    const taps = foldTable(op);
    for (const row of wanted) {
      const group = op.groups > 1 ? row : 0;
      // one row of products per input pixel: 4 x 4 x co numbers, of which each output pixel takes four
      const matrix = run.model.matrix(op, group, op.ci, 16 * op.co);
      const products = run.model.kernel.product(x.data, at(row), op.h * op.width, matrix);
      fold(products, taps, op.co, bias.subarray(group * op.co), y.data, row * y.width);
      activate(y.data, row * y.width, y.width, op.act);
    }
  },
};

// --- the fold: overlapping 4 x 4 patches to a picture of twice the size --------------------------------------------

function foldTable(op) {
  // four places in the products for every output pixel; outside the picture: the row of zeros after the last pixel
  if (op.taps) return op.taps;
  const { h, width, co } = op;
  const stride = strideOf(16 * co);
  const place = (out, size) => (out % 2 ? [[(out + 1) / 2, 0], [(out - 1) / 2, 2]] : [[out / 2, 1], [out / 2 - 1, 3]])
    .map(([input, tap]) => (input >= 0 && input < size ? [input, tap] : null));
  const taps = new Int32Array(16 * h * width);
  let t = 0;
  for (let oy = 0; oy < 2 * h; oy++) {
    for (let ox = 0; ox < 2 * width; ox++) {
      for (const y of place(oy, h)) {
        for (const x of place(ox, width)) {
          taps[t++] = y && x ? (y[0] * width + x[0]) * stride + (4 * y[1] + x[1]) * co : h * width * stride;
        }
      }
    }
  }
  Object.defineProperty(op, "taps", { value: taps });
  return taps;
}

function fold(products, taps, co, bias, y, out) {
  for (let t = 0; t < taps.length; t += 4) {
    const a = taps[t];
    const b = taps[t + 1];
    const c = taps[t + 2];
    const d = taps[t + 3];
    for (let j = 0; j < co; j++) {
      y[out + j] = bias[j] + products[a + j] + products[b + j] + products[c + j] + products[d + j];
    }
    out += co;
  }
}

// --- small functions -----------------------------------------------------------------------------------------------

const sigmoid = (v) => 1 / (1 + Math.exp(-v));

function activate(y, at, n, act) {
  const end = at + n;
  if (act === "relu") for (let i = at; i < end; i++) y[i] = y[i] > 0 ? y[i] : 0;
  else if (act === "tanh") for (let i = at; i < end; i++) y[i] = Math.tanh(y[i]);
  else if (act === "sigmoid") for (let i = at; i < end; i++) y[i] = sigmoid(y[i]);
}
