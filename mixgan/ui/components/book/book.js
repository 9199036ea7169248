// Small multiples: of every model the first pictures of its stored sheet, cropped where they stand, in the colours of the experts.

import { make } from "../packet/packet.js";
import { anchor } from "../ways/follow.js";

const SIDE = 4;                                     // pictures of a row, and rows
const READS_PX = 56;                                // a picture that reads well

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".book");
  if (!root || !data) return;
  root.replaceChildren(...data.groups.map(section));
}

function section({ title, says, drawing, cards }) {
  const element = make("section", "group");
  const head = make("header", "head");
  const picture = make("div", "drawing");
  picture.innerHTML = drawing;                      // of ours: figures/divisions.py
  head.append(picture, make("h2", "", title), make("p", "says", says));
  const row = make("div", "cards");
  row.append(...cards.map(card));
  element.append(head, row);
  return element;
}

function card({ title, name, address, sentence, facts, tiles }) {
  const element = make("article", "card");
  const link = anchor({ label: title, address, look: "open" });
  link.setAttribute("aria-label", `${title}: open ${name}`);
  const heading = make("h3");
  heading.append(link);
  const line = make("p", "facts");
  line.append(...facts.map((fact) => make("span", "", fact)));
  const shown = pictures(tiles);
  element.style.setProperty("--w", shown.style.getPropertyValue("--w"));
  element.append(shown, heading, make("p", "model", name), make("p", "sentence", sentence), line);
  return element;
}

// The sheet is one picture behind all tiles; each shows its own part of it.
function pictures({ webp, width, height, columns, rows, frames, alt }) {
  const element = make("div", "tiles");
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", alt);
  const scale = Math.max(1, Math.round(READS_PX / width));          // whole factors only
  const [w, h] = [width * scale, height * scale];
  const values = { "--sheet": `url(data:image/webp;base64,${webp})`, "--w": `${w}px`, "--h": `${h}px`,
    "--size": `${columns * w}px ${rows * h}px` };
  for (const [name, value] of Object.entries(values)) element.style.setProperty(name, value);
  for (let y = 0; y < Math.min(SIDE, rows); y++) {
    for (let x = 0; x < Math.min(SIDE, columns); x++) {
      const tile = make("span", x === SIDE - 1 || y === SIDE - 1 ? "tile last" : "tile");
      tile.style.backgroundPosition = `${-x * w}px ${-y * h}px`;
      const frame = frames[y * columns + x];
      if (frame) tile.style.setProperty("--frame", frame);
      element.append(tile);
    }
  }
  return element;
}
