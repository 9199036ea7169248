// Where the points lie in the unit square and on the stage, and which of them is meant: nearest to the hand, next in a direction,
// inside a line.

const NEAR_PX = 14;
const PAD_PX = 16;                                  // marks and rings stay inside
const DENSE_PX = 36;
const [NARROW_PX, HEAD_PX] = [500, 34];

export class Places {
  constructor(n) {
    this.n = n;
    this.unit = null;                               // 2n numbers: in the unit square, from below
  }

  // On a stage of this size, as near as `zoom` says.
  lay(width, height, zoom) {
    Object.assign(this, { width, height, zoom });
    const head = width < NARROW_PX ? HEAD_PX : 0;   // there the buttons above the map leave no corner free
    this.scale = Math.min(width - 2 * PAD_PX, height - 2 * PAD_PX - head);
    // a map may use the full width: distances between far islands mean little anyway, but keep one scale
    this.wide = Math.min((width - 2 * PAD_PX) / this.scale, 1.35) * this.scale;
    this.left = (width - this.wide) / 2;
    this.top = (height - head - this.scale) / 2 + head;
    this.x ??= new Float32Array(this.n);
    this.y ??= new Float32Array(this.n);
    this.look();
  }

  // After a change of the zoom.
  look() {
    const { unit, left, wide, top, scale, zoom } = this;
    const [across, down] = [zoom.scale * wide, zoom.scale * scale];
    const [x0, y0] = [zoom.scale * left + zoom.x, zoom.scale * (top + scale) + zoom.y];
    for (let i = 0; i < this.n; i++) {
      this.x[i] = x0 + unit[2 * i] * across;
      this.y[i] = y0 - unit[2 * i + 1] * down;
    }
    this.grid = null;
  }

  // From the unit square to the stage, and back.
  onStage([u, v]) {
    const { left, wide, top, scale, zoom } = this;
    return [zoom.scale * (left + u * wide) + zoom.x, zoom.scale * (top + (1 - v) * scale) + zoom.y];
  }

  inUnit([x, y]) {
    const { left, wide, top, scale, zoom } = this;
    return [((x - zoom.x) / zoom.scale - left) / wide, 1 - ((y - zoom.y) / zoom.scale - top) / scale];
  }

  // Whether a mark of this half width lies wholly on the stage.
  isShown(i, half = 0) {
    return this.x[i] >= half && this.y[i] >= half && this.x[i] < this.width - half && this.y[i] < this.height - half;
  }

  // The box of these points on the whole map.
  box(indices) {
    const { zoom } = this;
    const side = (values, offset, most) => most(...indices.map((i) => (values[i] - offset) / zoom.scale));
    return [side(this.x, zoom.x, Math.min), side(this.y, zoom.y, Math.min),
      side(this.x, zoom.x, Math.max), side(this.y, zoom.y, Math.max)];
  }

  // Points by cell of NEAR_PX: hover looks at nine cells, not at thousands of points. Made when first asked for, since nobody
  // points at anything while the map moves.
  cells() {
    if (this.grid) return this.grid;
    this.columns = Math.ceil(this.width / NEAR_PX) + 1;
    this.grid = new Map();
    for (let i = 0; i < this.n; i++) {
      if (!this.isShown(i)) continue;
      const cell = Math.floor(this.y[i] / NEAR_PX) * this.columns + Math.floor(this.x[i] / NEAR_PX);
      const held = this.grid.get(cell);
      if (held) held.push(i);
      else this.grid.set(cell, [i]);
    }
    return this.grid;
  }

  // -1 where none is near.
  nearest(x, y) {
    let best = -1;
    let least = NEAR_PX * NEAR_PX;
    const grid = this.cells();
    const column = Math.floor(x / NEAR_PX);
    const row = Math.floor(y / NEAR_PX);
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        for (const i of grid.get(r * this.columns + c) || []) {
          const square = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
          if (square < least) [best, least] = [i, square];
        }
      }
    }
    return best;
  }

  // From a place on the stage, in px.
  far(i, x, y) {
    return Math.hypot(this.x[i] - x, this.y[i] - y);
  }

  middle() {
    let best = 0;
    const far = (i) => this.far(i, this.width / 2, this.height / 2);
    for (let i = 1; i < this.n; i++) if (far(i) < far(best)) best = i;
    return best;
  }

  towards(from, [dx, dy]) {
    // the nearest point in a cone of that direction, at least a few px away so that a dense cloud can be crossed
    let best = from;
    let least = Infinity;
    for (let i = 0; i < this.n; i++) {
      const [x, y] = [this.x[i] - this.x[from], this.y[i] - this.y[from]];
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy - y * dx);
      if (along < 6 || across > along) continue;
      const cost = along + 2 * across;
      if (cost < least) [best, least] = [i, cost];
    }
    return best;
  }

  // The point nearest to a place in the unit square, as the stage has it.
  nearestInUnit(u, v) {
    const stretch = this.wide / this.scale;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < this.n; i++) {
      const square = (stretch * (this.unit[2 * i] - u)) ** 2 + (this.unit[2 * i + 1] - v) ** 2;
      if (square < least) [best, least] = [i, square];
    }
    return best;
  }

  at(i) {
    return [this.unit[2 * i], this.unit[2 * i + 1]];
  }

  // The mean place of these points, in the unit square.
  mean(indices) {
    let [u, v] = [0, 0];
    for (const i of indices) {
      u += this.unit[2 * i] / indices.length;
      v += this.unit[2 * i + 1] / indices.length;
    }
    return [u, v];
  }

  // The middle of the fullest cell of those of these points that are on the stage; null where no two are together.
  densest(indices) {
    const cells = new Map();
    const columns = Math.ceil(this.width / DENSE_PX) + 1;
    let best = null;
    for (const i of indices) {
      if (!this.isShown(i)) continue;
      const key = Math.floor(this.y[i] / DENSE_PX) * columns + Math.floor(this.x[i] / DENSE_PX);
      let held = cells.get(key);
      if (!held) cells.set(key, held = [0, 0, 0]);
      held[0]++;
      held[1] += this.x[i];
      held[2] += this.y[i];
      if (!best || held[0] > best[0]) best = held;
    }
    return best?.[0] > 1 ? [best[1] / best[0], best[2] / best[0]] : null;
  }
}

// Whether a place lies inside a closed line of places.
export function isWithin(path, [x, y]) {
  let inside = false;
  for (let a = 0, b = path.length - 1; a < path.length; b = a++) {
    const [ax, ay] = path[a];
    const [bx, by] = path[b];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
