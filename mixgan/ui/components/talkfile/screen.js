// One screen of the file: the components of a page, mounted as Streamlit mounts them, each in a root of its own.

import { loadProgram } from "../live/engine.js";
import { make, readPacket } from "../packet/packet.js";
import { bytesOf, textOf, unzipped } from "./bytes.js";
import { changed, woven } from "./changed.js";
import { headerOf, keptOf } from "./hand.js";
import { runComponent } from "./scripts.js";

const sheets = new Map();                           // of every component, once

function styleOf(name) {
  if (!sheets.has(name)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PARTS[name].css);
    sheets.set(name, sheet);
  }
  return sheets.get(name);
}

// What the file holds, by the name of its block; each is read once.
export class Store {
  constructor() {
    this.read = new Map();
  }

  has(id) {
    return this.read.has(id);
  }

  bytes(id) {
    return this.once(id, (bytes) => bytes);
  }

  json(id) {
    return this.once(id, (bytes) => JSON.parse(new TextDecoder().decode(bytes)));
  }

  // An opened program.
  model(id) {
    return this.once(id, (bytes) => loadProgram(woven(bytes)));
  }

  once(id, open) {
    if (!this.read.has(id)) this.read.set(id, textOf(id).then((text) => unzipped(bytesOf(text))).then(open));
    return this.read.get(id);
  }
}

// Mounts the parts of `screen` into `place` and says how to take them away again. `send(part's view, name, value)`.
export async function mountScreen(store, { screen, program, scripts, page, query }, place, send) {
  const parts = await Promise.all(screen.parts.map(async (part) => {
    const [packet, model] = await Promise.all([
      store.bytes(part.packet), part.live ? store.model(program) : null, runComponent(part.component, scripts)]);
    const own = part.programs.length ? await store.bytes(part.programs.at(-1)) : readPacket(packet).part("program");
    return { ...part, packet, model: own?.length ? loadProgram(own) : model };
  }));
  const undo = parts.map(({ component, heading, packet, model, programs }) => {
    if (heading) place.append(make("h2", "", heading));
    const host = make("div", "part");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styleOf(component)];
    root.innerHTML = PARTS[component].html;         // of ours: the components' own
    place.append(host);
    const data = packetAt(packet, page, query);
    const { header } = readPacket(data);
    if (header.view) root.liveView = before(header.view, model, keptOf(page, query, header.view), (i) => store.bytes(programs[i]));
    return COMPONENTS[component]({
      parentElement: root, data, setStateValue: (name, value) => send(header.view ?? header, name, value), setTriggerValue() {},
    });
  });
  return () => {
    for (const stop of undo) stop?.();
    place.replaceChildren();
  };
}

// A live view starts where another of the same model stopped: here that is what the address says.
function before(view, model, kept, programAt) {
  const same = model ?? { header: view.header };    // of a film: nothing that could run
  return { id: "", model: same, keep: () => ({ model: same, given: view, programAt, ...kept }), stop() {} };
}

// The packet as the address wants it: a sheet or a map with what is chosen, a matrix from another sample on.
function packetAt(packet, page, query) {
  const { header } = readPacket(packet);
  if (!header.view) return changed(packet, (old) => ({ ...old, ...headerOf(page, query, old) }));
  const { first, draws, columns_shown: columns } = header.view;
  if (!columns) return packet;
  const from = Math.min(Math.max(0, Number(query.z ?? first) - first || 0), draws.noise.length - columns);
  const rows = Object.fromEntries(Object.entries(draws).map(([name, list]) => [name, list.slice(from, from + columns)]));
  const id = `${header.id}-${from}`;
  return changed(packet, (old) => ({ ...old, id, view: { ...old.view, first: first + from, draws: rows } }));
}
