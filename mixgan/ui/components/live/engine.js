// The interpreter of programs: the format is stated in mixgan/families/program.py; this file and its parts are the other half.
//
//   const model = loadProgram(bytes)                        bytes: Uint8Array
//   model.run({ noise, condition, chance, label, spread, mixtures, gates })   -> { images, m, weights, gates, logits }
//   model.open(inputs).rows("images", [3])                  row by row, to spread a frame's work; until the next run
//   const question = model.ahead({ condition })             then run({ ...question, noise }): its share is computed once
//
// program.js reads the file, run.js has the registers of a run, operations.js computes them, product.js is what is heavy in it.
// Nothing here knows the page.

import { makeKernel } from "./product.js";
import { readProgram } from "./program.js";
import { Run } from "./run.js";

export function loadProgram(bytes, kernel = undefined) {
  const { header, tensors } = readProgram(bytes);
  return new Model(header, tensors, kernel);
}

// A model: the operations, and what may be asked of it.
export class Model {
  constructor(header, tensors, kernel = makeKernel()) {
    Object.assign(this, { header, tensors, kernel });
    this.producers = new Map();
    for (const op of header.ops) {
      this.producers.set(op.y, op);
      if (op.op === "tree") this.producers.set("gates", op);
    }
    this.packed = new Map();                        // operation and its form -> its matrices, one per group
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
    const name = `${op.y} ${nIn}`;
    if (!this.packed.has(name)) this.packed.set(name, new Array(op.groups));
    const matrices = this.packed.get(name);
    matrices[group] ??= this.kernel.pack(this.tensors.subarray(op.w[0] + group * nIn * nOut), nIn, nOut);
    return matrices[group];
  }

  // `inputs`, and beside them every register that they alone decide and that others read: given to many runs, as a condition
  // with many noises, it is computed once.
  ahead(inputs) {
    const known = new Set(Object.keys(inputs));
    for (const op of this.header.ops) if (readBy(op).every((name) => known.has(name))) known.add(op.y);
    const read = new Set(this.header.ops.filter((op) => !known.has(op.y)).flatMap(readBy));
    const run = this.open(inputs);
    const made = [...read].filter((name) => known.has(name) && this.has(name) && run.register(name).rows === 1);
    return { ...inputs, ...Object.fromEntries(made.map((name) => [name, run.all(name).data.slice()])) };
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

// The registers that an operation reads.
function readBy(op) {
  const hidden = { scale: ["spread"], components: ["spread"], choose: ["chance"], mix: [op.w] }[op.op] ?? [];
  return [...(op.xs ?? [op.x]), ...hidden];
}
