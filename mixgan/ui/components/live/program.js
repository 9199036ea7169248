// The file of a program: a header in JSON, then all its numbers in one row.

const MAGIC = "MIXG";
const TENSORS = ["w", "b", "mu", "sd"];             // fields of an operation that name a place among the numbers
const BLOCK = 64;                                   // numbers of int8 that share a scale

// -> { header, tensors }: Float32Array, whatever the file has. `bytes`: Uint8Array.
export function readProgram(bytes) {
  const header = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tensors = readTensors(view, 8 + view.getUint32(4, true), header);
  const places = header.ops.flatMap((op) => TENSORS.map((name) => op[name])).filter(Array.isArray);
  if (places.some(([from, count]) => from + count > tensors.length)) throw torn();
  return { header, tensors };
}

const torn = () => new Error("a torn program");

export function readHeader(bytes) {
  if (bytes.length < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== MAGIC) throw new Error("not a program");
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
}

function readTensors(view, start, { dtype, bytes: places }) {
  if (dtype === "int8") return readBytes(view, start, places);
  const size = dtype === "float32" ? 4 : 2;
  const tensors = new Float32Array((view.byteLength - start) / size);
  if (size === 2) return readHalves(view, start, tensors);
  for (let i = 0; i < tensors.length; i++) tensors[i] = view.getFloat32(start + 4 * i, true);
  return tensors;
}

// Fills `numbers`. Through a DataView: the bytes may start at any address, also an odd one.
function readHalves(view, start, numbers) {
  const table = halves();
  for (let i = 0; i < numbers.length; i++) numbers[i] = table[view.getUint16(start + 2 * i, true)];
  return numbers;
}

// Numbers as float16, then a scale for each block of the others, then these as bytes. `places`: where these belong; without it
// all are bytes.
function readBytes(view, start, places = [[0, withoutScales(view.byteLength - start)]]) {
  const inBytes = places.reduce((sum, [, count]) => sum + count, 0);
  const blocks = places.reduce((sum, [, count]) => sum + Math.ceil(count / BLOCK), 0);
  const rest = (view.byteLength - start - inBytes - 2 * blocks) / 2;
  if (!Number.isInteger(rest) || rest < 0) throw torn();            // before memory is taken
  const tensors = new Float32Array(rest + inBytes);
  const scales = readHalves(view, start + 2 * rest, new Float32Array(blocks));
  const bytes = new Int8Array(view.buffer, view.byteOffset + view.byteLength - inBytes, inBytes);
  let [at, half, block, byte] = [0, start, 0, 0];
  for (const [from, count] of places) {
    if (from < at || from + count > tensors.length) throw torn();
    readHalves(view, half, tensors.subarray(at, from));
    half += 2 * (from - at);
    for (let i = 0; i < count; i++) tensors[from + i] = bytes[byte + i] * scales[block + Math.floor(i / BLOCK)];
    [at, block, byte] = [from + count, block + Math.ceil(count / BLOCK), byte + count];
  }
  readHalves(view, half, tensors.subarray(at));
  return tensors;
}

// How many numbers lie in so many bytes of blocks with their scales.
const withoutScales = (size) => size - 2 * Math.ceil(size / (BLOCK + 2));

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
