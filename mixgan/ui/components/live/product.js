// The one product of the engine: rows of x times a matrix. Everything heavy is this.
//
//   kernel.pack(values, nIn, nOut)         a matrix (nIn x nOut, row-major) in the kernel's own order
//   kernel.product(x, at, rows, matrix)    Float32Array of (rows + 1) x strideOf(nOut), valid until the next product; the
//                                          last row is zeros: what a transposed convolution reads outside the picture

const PANEL = 16;

export function strideOf(nOut) {
  return Math.ceil(nOut / PANEL) * PANEL;
}

// The fast kernel where the browser has it (all since 2023), else the plain one: same numbers to the last few bits.
export function makeKernel() {
  try {
    return new SimdKernel();
  } catch {
    return new PlainKernel();
  }
}

// The reference: the non-zeros of a row are listed once (ReLU leaves about half), then panels of 8 columns are summed
// in local variables, which the compiler keeps in registers.
export class PlainKernel {
  constructor() {
    this.out = new Float32Array(0);
    this.places = new Int32Array(0);
    this.values = new Float32Array(0);
  }

  pack(values, nIn, nOut) {
    const panels = new Float32Array(strideOf(nOut) * nIn);
    for (let j = 0; j < nOut; j++) {
      const base = (j >> 3) * nIn * 8 + (j & 7);
      for (let i = 0; i < nIn; i++) panels[base + 8 * i] = values[i * nOut + j];
    }
    return { panels, nIn, stride: strideOf(nOut) };
  }

  product(x, at, rows, { panels, nIn, stride }) {
    this.reserve(rows, nIn, stride);
    const { out, places, values } = this;
    for (let row = 0; row < rows; row++) {
      let count = 0;
      for (let i = 0, from = at + row * nIn; i < nIn; i++) {
        const value = x[from + i];
        if (value !== 0) {
          places[count] = 8 * i;
          values[count++] = value;
        }
      }
      for (let j = 0; j < stride; j += 8) sumPanel(panels, j * nIn, places, values, count, out, row * stride + j);
    }
    out.fill(0, rows * stride, (rows + 1) * stride);
    return out;
  }

  reserve(rows, nIn, stride) {
    const need = (rows + 1) * stride;
    if (this.out.length < need) this.out = new Float32Array(need);
    if (this.places.length < nIn) {
      this.places = new Int32Array(nIn);
      this.values = new Float32Array(nIn);
    }
  }
}

// --- the same in WebAssembly, four columns per instruction ---------------------------------------------------------

// product.wat, assembled: npx -p wabt wat2wasm product.wat -o product.wasm && base64 -w0 product.wasm
const SIMD =
  "AGFzbQEAAAABCwFgB39/f39/f38AAwIBAAUDAQABBxQCBm1lbW9yeQIAB3Byb2R1Y3QAAArEAgHBAgMHfwF9BXsDQCAGIQdBACEIIAAgAkECdGoh" +
  "CQNAIAAqAgAhDiAHIAg2AgAgByAOOAIEIAcgDkMAAAAAXEEDdGohByAIQcAAaiEIIABBBGohACAAIAlJDQALIAMhCyAFIARqIQoDQP0MAAAAAAAA" +
  "AAAAAAAAAAAAACEQIBAhESAQIRIgECETIAYhDAJAA0AgDCAHTw0BIAsgDCgCAGohDSAM/QkCBCEPIBAgDyAN/QAEAP3mAf3kASEQIBEgDyAN/QAE" +
  "EP3mAf3kASERIBIgDyAN/QAEIP3mAf3kASESIBMgDyAN/QAEMP3mAf3kASETIAxBCGohDAwACwsgBSAQ/QsEACAFIBH9CwQQIAUgEv0LBCAgBSAT" +
  "/QsEMCAFQcAAaiEFIAsgAkEGdGohCyAFIApJDQALIAFBAWshASABDQALCw==";

export class SimdKernel {
  constructor() {
    const code = Uint8Array.from(atob(SIMD), (letter) => letter.charCodeAt(0));
    const { memory, product } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
    Object.assign(this, { memory, call: product, free: 16, work: { input: 0, list: 0, output: 0 } });
  }

  // Room for n floats: its address. Nothing is given back; a model is as long-lived as its kernel.
  allocate(n) {
    const address = this.free;
    this.free += 4 * Math.ceil(n / 4) * 4;
    const missing = this.free - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65536) + 16);
    return address;
  }

  floats(address, n) {
    return new Float32Array(this.memory.buffer, address, n);            // growing detaches older views: never keep one
  }

  pack(values, nIn, nOut) {
    const stride = strideOf(nOut);
    const address = this.allocate(stride * nIn);
    const panels = this.floats(address, stride * nIn);
    // row by row, as they lie: a column at a time would fetch every number from afar
    for (let first = 0; first < nOut; first += PANEL) {
      const width = Math.min(PANEL, nOut - first);
      for (let i = 0, to = first * nIn; i < nIn; i++, to += PANEL) {
        for (let j = 0, from = i * nOut + first; j < width; j++) panels[to + j] = values[from + j];
      }
    }
    return { address, nIn, stride };
  }

  product(x, at, rows, { address, nIn, stride }) {
    const input = this.room("input", rows * nIn);
    const list = this.room("list", 2 * nIn);
    const output = this.room("output", (rows + 1) * stride);
    this.floats(input, rows * nIn).set(x.subarray(at, at + rows * nIn));
    this.call(input, rows, nIn, address, 4 * stride, output, list);
    const out = this.floats(output, (rows + 1) * stride);
    out.fill(0, rows * stride);
    return out;
  }

  room(name, n) {
    const size = `${name}Size`;
    if (!(this.work[size] >= n)) Object.assign(this.work, { [name]: this.allocate(n), [size]: n });
    return this.work[name];
  }
}

function sumPanel(panels, base, places, values, count, out, at) {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let n = 0; n < count; n++) {
    const value = values[n];
    const o = base + places[n];
    a += value * panels[o];
    b += value * panels[o + 1];
    c += value * panels[o + 2];
    d += value * panels[o + 3];
    e += value * panels[o + 4];
    f += value * panels[o + 5];
    g += value * panels[o + 6];
    h += value * panels[o + 7];
  }
  out[at] = a;
  out[at + 1] = b;
  out[at + 2] = c;
  out[at + 3] = d;
  out[at + 4] = e;
  out[at + 5] = f;
  out[at + 6] = g;
  out[at + 7] = h;
}
