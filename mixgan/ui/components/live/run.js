// One run of a model: its registers. Each is computed when somebody asks for it, and only the rows asked for: a gate that
// chooses one expert decodes one picture, and a register that is supplied is never computed.

import { COMPUTE, SHAPES } from "./operations.js";

export class Run {
  constructor(model, inputs) {
    this.model = model;
    this.registers = new Map();
    for (const name of Object.keys(inputs)) if (inputs[name] != null) this.supply(name, inputs[name]);
  }

  supply(name, values) {
    const { noise, n_experts: K, classes: label, condition: sides } = this.model.header;
    const condition = sides?.reduce((a, b) => a * b);
    const data = values instanceof Float32Array ? values : Float32Array.from(Array.from(values).flat());
    const width = { noise, chance: K, label, condition, spread: 1, mixtures: K, weights: K }[name] ?? data.length;
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
