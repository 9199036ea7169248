// The components' own scripts, which are stored compressed: each is run when a page first shows it. The file's policy knows each
// by its hash, so that nothing else can be run this way.

import { bytesOf, textOf, unzipped } from "./bytes.js";

const running = new Map();                          // by name

// `blocks`: {name: block}; a component without one is there from the start.
export function runComponent(name, blocks) {
  if (!running.has(name)) running.set(name, name in blocks ? wordsOf(blocks[name]).then(runText) : null);
  return running.get(name);
}

async function wordsOf(id) {
  return new TextDecoder().decode(await unzipped(bytesOf(await textOf(id))));
}

function runText(code) {
  const element = document.createElement("script");
  element.textContent = code;
  document.head.append(element);                    // runs it, at once
  element.remove();
}
