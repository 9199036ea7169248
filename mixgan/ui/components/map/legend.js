// The legend: every group with its mark and count, in all or in what is selected; pointed at, the others are muted.

import { fitCanvas, make, shapePath } from "../packet/packet.js";

export class Legend {
  // `act`: point(group or -1), choose(group), clear(), keep().
  constructor(element, { samples, state }, act) {
    Object.assign(this, { element, samples, state, act });
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
    this.element.replaceChildren(head, ...rows);
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
