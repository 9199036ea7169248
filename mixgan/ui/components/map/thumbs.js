// The small pictures of all samples: one sheet, of which each is a part. Until the sheet is read nothing is drawn.

import { fitCanvas } from "../packet/packet.js";

const GAP_PX = 2;

export class Thumbs {
  // `tile`: { width, height, columns } of the sheet, or null where there are no pictures.
  constructor(tile) {
    Object.assign(this, { tile, sheet: null });
  }

  // One, by the whole factor with which it fits into `room` px.
  draw(canvas, i, room) {
    if (!this.sheet) return;
    const { width, height } = this.tile;
    const scale = Math.max(1, Math.floor(room / width));
    this.put(fitCanvas(canvas, width * scale, height * scale), i, 0, 0, scale);
  }

  // Some of them, `across` in a row of `room` px.
  drawRows(canvas, indices, across, room) {
    const scale = Math.max(1, Math.floor(room / (across * (this.tile.width + GAP_PX))));
    const [w, h] = [this.tile.width * scale + GAP_PX, this.tile.height * scale + GAP_PX];
    const context = fitCanvas(canvas, across * w - GAP_PX, Math.ceil(indices.length / across) * h - GAP_PX);
    indices.forEach((i, j) => this.put(context, i, (j % across) * w, Math.floor(j / across) * h, scale));
  }

  put(context, i, x, y, scale) {
    const { width, height, columns } = this.tile;
    context.drawImage(this.sheet, (i % columns) * width, Math.floor(i / columns) * height, width, height,
      x, y, width * scale, height * scale);
  }
}
