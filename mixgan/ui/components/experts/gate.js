// What the gate says of one noise vector: a bar per expert. Which column is looked at is chosen above the matrix.

import { argmax } from "../live/mixture.js";
import { make } from "../packet/packet.js";
import { setProperty, write } from "../live/parts.js";
import { expertName, percent, shortName } from "../live/words.js";

export class GateBars {
  // `first`: the number of the sample in the first column.
  constructor(K, word, first = 0) {
    Object.assign(this, { K, word, first });
    this.root = make("div", "gate");
    this.title = make("div", "gatetitle");
    this.row = make("div", "gatebars");
    this.row.setAttribute("role", "img");
    this.bars = Array.from({ length: K }, (_, k) => {
      const slot = make("div", "slot");
      const bar = make("span", "gatebar");
      bar.style.setProperty("--mark", `var(--expert-${k})`);
      slot.append(bar, make("span", "slotnumber", shortName(k)));
      this.row.append(slot);
      return { slot, bar };
    });
    this.words = make("div", "gatewords");
    this.root.append(this.title, this.row, this.words);
  }

  // `probabilities` (K) before any hard choice, `winner`: who makes this sample, `off`: a set.
  show(column, probabilities, winner, off) {
    write(this.title, `Gate at sample ${this.first + column}`);
    this.bars.forEach(({ slot, bar }, k) => {
      setProperty(bar, "--height", probabilities[k].toFixed(3));
      slot.classList.toggle("winner", k === winner);
      slot.classList.toggle("off", off.has(k));
    });
    const best = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a]).slice(0, 2);
    const said = best.filter((k) => probabilities[k] >= 0.005).map((k) => `${expertName(this.word, k)}: ${percent(probabilities[k])}`);
    write(this.words, said.join(", "));
    const drawn = winner === argmax(probabilities) || winner < 0 ? "" : `; ${expertName(this.word, winner)} was drawn`;
    const label = `The gate at sample ${this.first + column}: ${said.join(", ")}${drawn}`;
    if (this.row.getAttribute("aria-label") !== label) this.row.setAttribute("aria-label", label);
  }
}

// A caret above the column that is looked at; the others can be chosen by click, arrow keys, or by pointing at a picture.
export function columnChooser(live, n, choose) {
  const group = make("div", "strip columns");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", "Sample whose gate is shown");
  const buttons = Array.from({ length: n }, (_, j) => {
    const button = make("button", "column");
    button.type = "button";
    button.dataset.key = `column-${j}`;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-label", `sample ${(live.given.first ?? 0) + j}`);
    live.listen(button, "click", () => choose(j));
    live.listen(button, "focus", () => choose(j));
    return button;
  });
  live.listen(group, "keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    buttons[(at + step + n) % n].focus();
  });
  group.append(...buttons);
  group.mark = (column) => buttons.forEach((button, j) => {
    button.setAttribute("aria-checked", String(j === column));
    button.tabIndex = j === column ? 0 : -1;
  });
  return group;
}
