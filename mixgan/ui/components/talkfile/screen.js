// One screen of the file: the components of a page, mounted as Streamlit mounts them, each in a root of its own.

import { loadProgram } from "../live/engine.js";
import { make, readPacket } from "../packet/packet.js";
import { bytesOf, changed, textOf, unzipped, woven } from "./bytes.js";
import { headerOf, keptOf } from "./hand.js";

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

  packet(id) {
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
export async function mountScreen(store, { screen, program, page, query }, place, send) {
  const isLive = screen.parts.some(({ live }) => live);
  const [model, ...packets] = await Promise.all([isLive ? store.model(program) : null, ...screen.parts.map(({ packet }) => store.packet(packet))]);
  const undo = screen.parts.map((part, i) => {
    if (part.heading) place.append(make("h2", "", part.heading));
    const host = make("div", "part");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styleOf(part.component)];
    root.innerHTML = PARTS[part.component].html;    // of ours: the components' own
    place.append(host);
    const data = packetAt(packets[i], page, query);
    const { header } = readPacket(data);
    // a live view starts where another of the same model stopped: here that is what the address says
    if (header.view) {
      const kept = keptOf(page, query, header.view);
      root.liveView = { id: "", model, keep: () => ({ model, given: header.view, ...kept }), stop() {} };
    }
    return COMPONENTS[part.component]({
      parentElement: root, data, setStateValue: (name, value) => send(header.view ?? header, name, value), setTriggerValue() {},
    });
  });
  return () => {
    for (const stop of undo) stop?.();
    place.replaceChildren();
  };
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
