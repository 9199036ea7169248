// Where the points lie on the stage, and which of them is meant: nearest to the hand, next in a direction, inside a line.

const NEAR_PX = 14;
const PAD_PX = 16;                                  // marks and rings stay inside
const DENSE_PX = 36;

export class Places {
  constructor(n) {
    this.n = n;
    this.unit = null;                               // 2n numbers: in the unit square, from below
  }

  // On a stage of this size.
  lay(width, height) {
    Object.assign(this, { width, height });
    const scale = Math.min(width - 2 * PAD_PX, height - 2 * PAD_PX);
    // a map may use the full width: distances between far islands mean little anyway, but keep one scale
    const wide = Math.min((width - 2 * PAD_PX) / scale, 1.35);
    const left = (width - scale * wide) / 2;
    const top = (height - scale) / 2;
    this.x = new Float32Array(this.n);
    this.y = new Float32Array(this.n);
    for (let i = 0; i < this.n; i++) {
      this.x[i] = left + this.unit[2 * i] * scale * wide;
      this.y[i] = top + (1 - this.unit[2 * i + 1]) * scale;
    }
    this.buildGrid();
  }

  buildGrid() {
    // points by cell of NEAR_PX: hover looks at nine cells, not at thousands of points
    this.columns = Math.ceil(this.width / NEAR_PX) + 1;
    this.grid = new Map();
    for (let i = 0; i < this.n; i++) {
      const cell = Math.floor(this.y[i] / NEAR_PX) * this.columns + Math.floor(this.x[i] / NEAR_PX);
      const held = this.grid.get(cell);
      if (held) held.push(i);
      else this.grid.set(cell, [i]);
    }
  }

  // -1 where none is near.
  nearest(x, y) {
    let best = -1;
    let least = NEAR_PX * NEAR_PX;
    const column = Math.floor(x / NEAR_PX);
    const row = Math.floor(y / NEAR_PX);
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        for (const i of this.grid.get(r * this.columns + c) || []) {
          const square = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
          if (square < least) [best, least] = [i, square];
        }
      }
    }
    return best;
  }

  middle() {
    let best = 0;
    const far = (i) => Math.hypot(this.x[i] - this.width / 2, this.y[i] - this.height / 2);
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

  // Whether point i lies inside a closed line.
  isWithin(path, i) {
    const [x, y] = [this.x[i], this.y[i]];
    let inside = false;
    for (let a = 0, b = path.length - 1; a < path.length; b = a++) {
      const [ax, ay] = path[a];
      const [bx, by] = path[b];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  }

  // The middle of the fullest cell of these points.
  densest(indices) {
    const cells = new Map();
    for (const i of indices) {
      const key = `${Math.floor(this.x[i] / DENSE_PX)},${Math.floor(this.y[i] / DENSE_PX)}`;
      const held = cells.get(key) || [0, 0, 0];
      cells.set(key, [held[0] + 1, held[1] + this.x[i], held[2] + this.y[i]]);
    }
    const [count, x, y] = [...cells.values()].reduce((best, cell) => (cell[0] > best[0] ? cell : best));
    return [x / count, y / count];
  }
}
