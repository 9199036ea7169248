// The legend: every group with its mark and count, in all or in what is selected; pointed at, the others are muted.

import { fitCanvas, make, shapePath } from "../packet/packet.js";
import { isWithin } from "./places.js";

export class Legend {
  // `act`: point(group or -1), choose(group), clear(), keep(), real(whether they are shown).
  constructor(element, { samples, reals, state, canvas }, act) {
    Object.assign(this, { element, samples, reals, state, canvas, act });
  }

  draw() {
    const { samples: { n }, state: { legend, selected } } = this;
    const counts = legend.list.map(() => 0);
    for (let i = 0; i < n; i++) counts[legend.of(i)]++;
    const from = selected ? legend.list.map(() => 0) : null;
    let total = 0;
    if (from) for (let i = 0; i < n; i++) if (selected[i]) { from[legend.of(i)]++; total++; }
    const rows = legend.list.map((group, at) => from ? this.row(group, at, total ? from[at] / total : 0, from[at])
      : this.row(group, at, counts[at] / n, counts[at]));
    const title = from ? `${total.toLocaleString("en")} selected` : `${n.toLocaleString("en")} samples`;
    const head = make("div", "legendhead");
    head.append(make("strong", "", title));
    if (from) {
      for (const [text, act] of [["Save as CSV", this.act.keep], ["Clear", this.act.clear]]) {
        const button = Object.assign(make("button", "clear", text), { type: "button" });
        button.addEventListener("click", act);
        head.append(button);
      }
    }
    const had = this.element.getRootNode().activeElement?.closest(".real");
    this.element.replaceChildren(head, ...rows, ...this.realRow());
    if (had) this.element.querySelector("input")?.focus();
  }

  // Real pictures on or off; how many, or how many inside of the lasso; and what their places are worth.
  realRow() {
    const { reals, state: { shape } } = this;
    if (!reals.n) return [];
    const row = make("label", "row real");
    const box = Object.assign(make("input"), { type: "checkbox", checked: reals.isOn });
    box.addEventListener("change", () => this.act.real(box.checked));
    const inside = shape && reals.isShown ? reals.inside((place) => isWithin(shape.path, place)) : null;
    const name = inside === null ? "Real pictures" : "Real pictures inside the line";
    row.append(box, mark({ shape: "x", colour: this.canvas.colour("--st-text-color") }), make("span", "name", name),
      make("span", "count", (inside ?? reals.n).toLocaleString("en")));
    return reals.isOn ? [row, make("div", "quiet told", reals.why || reals.told)] : [row];
  }

  row(group, at, share, count) {
    const { act } = this;
    const row = make("button", "row");
    row.type = "button";
    row.append(mark(group), make("span", "name", group.name));
    const bar = make("span", "bar");
    bar.style.setProperty("--share", `${100 * share}%`);
    bar.style.setProperty("--mark", group.colour);
    row.append(bar, make("span", "count", String(count)));
    for (const name of ["pointerenter", "focus"]) row.addEventListener(name, () => act.point(at));
    for (const name of ["pointerleave", "blur"]) row.addEventListener(name, () => act.point(-1));
    row.addEventListener("click", () => act.choose(at));
    return row;
  }
}

function mark(group) {
  const canvas = make("canvas", "mark");
  const context = fitCanvas(canvas, 14, 14);
  context.fillStyle = group.colour;
  context.beginPath();
  shapePath(context, group.shape, 7, 7, 5);
  context.fill();
  return canvas;
}
