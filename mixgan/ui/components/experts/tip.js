// A closer look: the picture under the pointer, enlarged, and who made it.

import { Picture, wholeFactor } from "../live/picture.js";
import { make } from "../packet/packet.js";

const LARGE_PX = 112;

export class Tip {
  // `point(j, k)`: the pointer is on sample j by expert k (-1: the mixture); gives its words.
  constructor(live, grid, point) {
    this.grid = grid;
    this.element = make("div", "tip");
    this.element.setAttribute("aria-hidden", "true");
    const picture = new Picture(live.model.header.shape);
    picture.scale(wholeFactor(Math.max(picture.width, picture.height), LARGE_PX) || 1);
    const text = make("div");
    this.element.append(picture.canvas, text);
    live.listen(grid, "pointerover", (event) => {
      const frame = event.target.closest?.(".cell");
      this.element.classList.toggle("on", Boolean(frame) && !frame.classList.contains("hole"));
      if (!frame) return;
      text.textContent = point(Number(frame.dataset.draw), Number(frame.dataset.expert));
      picture.context.drawImage(frame.querySelector("canvas"), 0, 0);
      this.place(frame);
    });
    live.listen(grid, "pointerleave", () => this.element.classList.remove("on"));
  }

  place(frame) {
    const [box, grid] = [frame.getBoundingClientRect(), this.grid.getBoundingClientRect()];
    const { offsetWidth: w, offsetHeight: h } = this.element;
    const right = box.right + 10 + w <= grid.right;
    const x = right ? box.right - grid.left + 10 : box.left - grid.left - w - 10;
    const y = Math.min(grid.height - h, Math.max(0, box.top - grid.top + box.height / 2 - h / 2));
    this.element.style.transform = `translate(${Math.max(0, Math.round(x))}px, ${Math.round(y)}px)`;
  }
}
