// The file of a program: a header in JSON, then all its numbers in one row.

const MAGIC = "MIXG";
const BLOCK = 64;                                   // numbers of int8 that share a scale

// -> { header, tensors }: Float32Array, whatever the file has. `bytes`: Uint8Array.
export function readProgram(bytes) {
  const header = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { header, tensors: readTensors(view, 8 + view.getUint32(4, true), header.dtype) };
}

export function readHeader(bytes) {
  if (bytes.length < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) throw new Error("not a program");
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
}

function readTensors(view, start, dtype) {
  if (dtype === "int8") return readBytes(view, start);
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

// Scales of all blocks as float16, then a byte for each number.
function readBytes(view, start) {
  const size = view.byteLength - start;
  const blocks = Math.ceil(size / (BLOCK + 2));
  const tensors = new Float32Array(size - 2 * blocks);
  const table = halves();
  const bytes = new Int8Array(view.buffer, view.byteOffset + start + 2 * blocks, tensors.length);
  for (let b = 0; b < blocks; b++) {
    const scale = table[view.getUint16(start + 2 * b, true)];
    const end = Math.min(tensors.length, (b + 1) * BLOCK);
    for (let i = b * BLOCK; i < end; i++) tensors[i] = bytes[i] * scale;
  }
  return tensors;
}

let halfTable = null;

export function halves() {
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
