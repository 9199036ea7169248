// What is stored in the file: blocks of text, seven bits a letter, most of them compressed.

// Seven bits of every letter (mixgan/ui/talkfile/septets.py): what a page could misread stands 128 letters further on.
export function bytesOf(text) {
  const n = text.length;
  const bytes = new Uint8Array(Math.floor((7 * n) / 8));
  const at = (i) => text.charCodeAt(i) & 127;       // beyond the end: 0
  for (let i = 0, to = 0; i < n; i += 8, to += 7) {
    const left = (at(i) << 21) | (at(i + 1) << 14) | (at(i + 2) << 7) | at(i + 3);
    const right = (at(i + 4) << 21) | (at(i + 5) << 14) | (at(i + 6) << 7) | at(i + 7);
    bytes[to] = left >> 20;                         // the low byte is taken, and nothing beyond the end
    bytes[to + 1] = left >> 12;
    bytes[to + 2] = left >> 4;
    bytes[to + 3] = (left << 4) | (right >> 24);
    bytes[to + 4] = right >> 16;
    bytes[to + 5] = right >> 8;
    bytes[to + 6] = right;
  }
  return bytes;
}

// The text of block `id`: it may lie further down in the file than what has been read of it so far.
export async function textOf(id) {
  const isRead = () => document.readyState !== "loading" || document.getElementById(id)?.nextSibling;
  while (!isRead()) await more();
  return document.getElementById(id).textContent;
}

// When another piece of the file has been read.
function more() {
  return new Promise((done) => {
    const watcher = new MutationObserver(() => { watcher.disconnect(); done(); });
    watcher.observe(document.body, { childList: true });
    document.addEventListener("DOMContentLoaded", done, { once: true });
  });
}

export async function unzipped(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
