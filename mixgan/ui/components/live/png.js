// PNG files written byte by byte, and films of them. A film is an APNG: without loss, in all colours, played by every browser,
// and where it is not played its first picture is shown; GIF has 256 colours and needs a palette, MP4 a codec.

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const CRCS = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

// `picture`: { width, height, channels: 1 or 3, data }, row by row. `text`: what stands in its chunk `mixgan`, "" for none.
export async function pngOf(picture, text = "") {
  return glued([...headChunks(picture, text), chunk("IDAT", await deflated(scanlines(picture))), chunk("IEND", [])]);
}

// `frames`: [{ picture, ms }], all of one size; over and over.
export async function filmOf(frames, text = "") {
  const parts = [...headChunks(frames[0].picture, text, chunk("acTL", words32([frames.length, 0])))];
  let at = 0;
  for (const [i, { picture, ms }] of frames.entries()) {
    const { width, height } = picture;
    parts.push(chunk("fcTL", [...words32([at++, width, height, 0, 0]), ...words16(Math.round(ms)), ...words16(1000), 0, 0]));
    const data = await deflated(scanlines(picture));
    // the first picture is the file's own: a program that knows no films shows it
    parts.push(i ? chunk("fdAT", glued([words32([at++]), data])) : chunk("IDAT", data));
  }
  return glued([...parts, chunk("IEND", [])]);
}

function headChunks({ width, height, channels }, text, more = new Uint8Array(0)) {
  const kind = channels === 1 ? 0 : 2;              // grey or colour, 8 bits each
  const letters = Uint8Array.from(`mixgan\0${asciiJson(text)}`, (letter) => letter.charCodeAt(0));
  const said = text ? [chunk("tEXt", letters)] : [];
  return [Uint8Array.from(SIGNATURE), chunk("IHDR", [...words32([width, height]), 8, kind, 0, 0, 0]), ...said, more];
}

// A chunk's text is Latin-1: JSON's own escapes carry other letters.
function asciiJson(json) {
  return json.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// A row like the one above it, of which enlarged pictures are full, is written as no difference: nothing but zeros.
function scanlines({ width, height, channels, data }) {
  const size = width * channels;
  const out = new Uint8Array(height * (size + 1));
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * size, (y + 1) * size);
    if (y && sameLine(row, data, (y - 1) * size)) out[y * (size + 1)] = 2;
    else out.set(row, y * (size + 1) + 1);
  }
  return out;
}

function sameLine(row, data, at) {
  for (let i = 0; i < row.length; i++) if (row[i] !== data[at + i]) return false;
  return true;
}

async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(name, content) {
  const out = new Uint8Array(content.length + 12);
  out.set(words32([content.length]));
  out.set(Uint8Array.from(name, (letter) => letter.charCodeAt(0)), 4);
  out.set(content, 8);
  out.set(words32([crcOf(out.subarray(4, content.length + 8))]), content.length + 8);
  return out;
}

// The checksum of PNG and zip.
export function crcOf(bytes) {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRCS[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc;
}

const words16 = (value) => [value >>> 8, value & 255];
const words32 = (values) => Uint8Array.from(values.flatMap((value) => [...words16(value >>> 16), ...words16(value & 0xffff)]));

function glued(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => { out.set(part, at); return at + part.length; }, 0);
  return out;
}
