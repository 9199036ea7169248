// How near the map is looked at: a scale, and where the corner of the whole map lies on the stage, which is always filled.

const NEAREST = 40;                                 // times
const FRAME_SHARE = 0.8;                            // of the stage is filled by what is gone to

export class Zoom {
  constructor() {
    this.fit();
  }

  get isWhole() {
    return this.scale === 1;
  }

  fit() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
  }

  // Nearer by `factor`; what lies under [x, y] stays there. `stage`: { width, height }, as below.
  about([x, y], factor, stage) {
    const scale = Math.min(NEAREST, Math.max(1, this.scale * factor));
    const by = scale / this.scale;
    Object.assign(this, { scale, x: x - (x - this.x) * by, y: y - (y - this.y) * by });
    this.hold(stage);
  }

  move([dx, dy], stage) {
    this.x += dx;
    this.y += dy;
    this.hold(stage);
  }

  // Onto a box [left, top, right, bottom] of the whole map; a box of no size is centred as near as `most`.
  onto([left, top, right, bottom], stage, most = 8) {
    const room = Math.min((FRAME_SHARE * stage.width) / (right - left), (FRAME_SHARE * stage.height) / (bottom - top));
    this.scale = Math.min(most, Math.max(1, room));
    this.x = stage.width / 2 - (this.scale * (left + right)) / 2;
    this.y = stage.height / 2 - (this.scale * (top + bottom)) / 2;
    this.hold(stage);
  }

  hold({ width, height }) {
    this.x = Math.min(0, Math.max(width * (1 - this.scale), this.x));
    this.y = Math.min(0, Math.max(height * (1 - this.scale), this.y));
  }
}
