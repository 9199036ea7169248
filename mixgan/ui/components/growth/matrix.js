// The same noise through the mixture and through each expert: a row each, with the share of samples that the expert leads in.

import { frameOf } from "../experts/frame.js";
import { setProperty, write } from "../live/parts.js";
import { isBetween, Picture, steppedFactor } from "../live/picture.js";
import { percent } from "../live/words.js";
import { make } from "../packet/packet.js";

const LABEL_PX = 96;                                // the words and the share beside a row
const CELL_GAP_PX = 6;
const MOST_PX = 64;                                 // the most that a picture may take on a page
const ABOVE_PX = 360;                               // of the window: what stands above the first row
const BELOW_PX = 20;                                // below the mixture's row

export class GrowthMatrix {
  constructor(live, weights) {
    Object.assign(this, { live, weights, K: live.given.rows.length, cells: [] });
    this.element = live.root.querySelector(".matrix");
    const rows = [this.row(-1, "the mixture"), ...live.given.rows.map((name, k) => this.row(k, name))];
    this.rows = rows.slice(1);
    this.element.replaceChildren(...rows.map((row) => row.element));
  }

  row(k, name) {
    const element = make("div", k < 0 ? "row mixture" : "row");
    const label = make("div", "label");
    if (k >= 0) label.append(this.live.mark(k));
    label.append(make("span", "name", name));
    const strip = make("div", "strip");
    strip.setAttribute("role", "img");
    strip.setAttribute("aria-label", `${this.weights.draws.n} noise vectors, drawn by ${name}`);
    this.cells.push(...this.weights.columns.map((j) => {
      const picture = new Picture(this.live.model.header.shape);
      const frame = make("div", "cell");
      frame.append(picture.canvas);
      strip.append(frame);
      return this.live.addCell({ picture, frame, k, j, first: k < 0 });
    }));
    const share = make("span", "share");
    element.append(label, strip, share);
    return { element, share };
  }

  arrange() {
    const { live } = this;
    const { picture } = this.cells[0];
    const n = this.weights.draws.n;
    const native = Math.max(picture.width, picture.height);
    const wide = (live.width - 2 * LABEL_PX * live.unit) / n - CELL_GAP_PX;
    // on a slide all rows are on it; on a page the first screen may end before the last one
    const room = live.height ? live.height - this.element.offsetTop : window.innerHeight - ABOVE_PX;
    const high = (room - BELOW_PX) / (this.K + 1) - CELL_GAP_PX;
    const factor = steppedFactor(native, Math.min(wide, live.height ? high : Math.min(MOST_PX, Math.max(native, high)))) || 1;
    live.root.classList.toggle("between", isBetween(factor));
    for (const cell of this.cells) cell.picture.scale(factor);
  }

  go(shares) {
    this.rows.forEach((row, k) => {
      write(row.share, percent(shares[k]));
      setProperty(row.share, "--used", String(Math.min(1, shares[k] * this.K / 2)));
    });
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  prepare() {
    this.weights.prepare();
  }

  paint({ picture, k, j }) {
    const unused = k >= 0 && this.weights.isUnused(j, k);
    picture.draw(this.weights.pictures(j, k), 0, unused ? this.live.paper : null);
  }

  finish() {
    for (const { frame, k, j } of this.cells) {
      const owner = k < 0 ? this.weights.winner(j) : k;
      frameOf(frame, owner, this.weights.weights[j][owner]);
    }
  }
}
