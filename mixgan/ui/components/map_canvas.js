// The part of the map that draws: where points lie, what colour they have, and the two canvases.

const NEAR_PX = 14;
const NONE = 255;
const MOVE_MS = 120;

class MapCanvas {
  constructor(root, packet, send) {
    const { header } = packet;
    Object.assign(this, { root, header, id: header.id, send, packet });
    this.n = header.n;
    this.expert = packet.uint16("expert");
    this.weight = packet.part("weight");
    this.cls = packet.part("cls");
    this.confidence = packet.part("confidence");
    this.by = header.by;
    this.layout = header.layout;
    this.selected = null;                           // Uint8Array, one per point
    this.picked = header.picked ?? -1;
    this.cursor = -1;
    this.dim = -1;                                  // the group that is pointed at in the legend
    this.sheet = null;
    this.undo = [];                                 // what `stop` takes back
  }

  // --- places ---------------------------------------------------------------------------------------------------

  resize() {
    const width = Math.floor(this.stage.clientWidth);
    if (!width) return;
    this.width = width;
    this.height = Math.min(Math.round(width * 0.72), Math.max(320, Math.min(540, window.innerHeight - 190)));
    this.stage.style.height = `${this.height}px`;
    this.place();
    this.redraw();
  }

  setLayout(name, animate) {
    const found = this.packet.uint16(name) || this.packet.uint16(this.header.layouts[0]);
    this.layout = this.packet.uint16(name) ? name : this.header.layouts[0];
    const from = this.unit;
    const to = new Float32Array(2 * this.n);
    for (let i = 0; i < 2 * this.n; i++) to[i] = found[i] / 65535;
    cancelAnimationFrame(this.frame);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!from || !animate || still) {
      this.unit = to;
      return this.resize();
    }
    const start = performance.now();
    const tick = (now) => {
      const t = Math.min(1, (now - start) / MOVE_MS);
      const eased = 1 - (1 - t) ** 3;
      this.unit = new Float32Array(2 * this.n);
      for (let i = 0; i < 2 * this.n; i++) this.unit[i] = from[i] + (to[i] - from[i]) * eased;
      this.place();
      this.redraw();
      if (t < 1) this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.undo.push(() => cancelAnimationFrame(this.frame));
  }

  place() {
    if (!this.width) return;
    const pad = 16;
    const scale = Math.min(this.width - 2 * pad, this.height - 2 * pad);
    // a map may use the full width: distances between far islands mean little anyway, but keep one scale
    const wide = Math.min((this.width - 2 * pad) / scale, 1.35);
    const left = (this.width - scale * wide) / 2;
    const top = (this.height - scale) / 2;
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

  // --- colours --------------------------------------------------------------------------------------------------

  groups() {
    // [{name, colour, of(i)}] of the present colouring; confidence has five steps of one hue
    const dark = isDark(this.root);
    const theme = dark ? "dark" : "light";
    if (this.by === "class") {
      return { of: (i) => this.cls[i], list: this.header.classNames.map((name, c) => (
        { name, short: name, colour: this.header.classColours[theme][c], shape: "circle" })) };
    }
    if (this.by === "confidence") {
      const ends = dark ? [[240, 130, 70], [150, 150, 165], [74, 112, 176]] : [[196, 72, 24], [140, 140, 156], [110, 150, 210]];
      const mix = (t) => {
        const [a, b, u] = t < 0.5 ? [ends[0], ends[1], 2 * t] : [ends[1], ends[2], 2 * t - 1];
        return rgb(a.map((value, j) => Math.round(value + (b[j] - value) * u)));
      };
      const names = ["under 50 %", "50 to 80 %", "80 to 95 %", "95 to 99 %", "99 % and more"];
      const bounds = [50, 80, 95, 99];
      return { of: (i) => bounds.filter((bound) => this.confidence[i] >= bound).length,
        list: names.map((name, j) => ({ name, short: "", colour: mix(j / 4), shape: "circle" })) };
    }
    const list = [];
    for (let k = 0; k < this.header.K; k++) {
      list.push({ name: `${this.header.word} ${k + 1}`, short: String(k + 1), colour: this.header.colours[theme][k],
        shape: this.header.shapes[k] });
    }
    return { of: (i) => this.expert[i], list };
  }

  setBy(by) {
    this.by = by;
    this.dim = -1;
    this.redraw();
  }

  // --- drawing --------------------------------------------------------------------------------------------------

  redraw() {
    if (!this.width) return;
    this.legend = this.groups();
    this.drawPoints();
    this.drawOver();
    this.drawLabels();
    this.drawLegend();
  }

  drawPoints() {
    const context = fitCanvas(this.points, this.width, this.height);
    const image = context.createImageData(this.points.width, this.points.height);
    const radius = this.n > 2500 ? 2.1 : this.n > 800 ? 2.8 : 3.6;
    const muted = rgb(colourOf(this.root, "--st-text-color"), 0.13);
    const members = this.legend.list.map(() => []);
    const faint = [];
    for (let i = 0; i < this.n; i++) {
      const group = this.legend.of(i);
      const on = (!this.selected || this.selected[i]) && (this.dim < 0 || this.dim === group);
      (on && members[group] ? members[group] : faint).push(i);
    }
    this.stamp(image, faint, muted, "circle", radius);
    // least confident last, so that they lie on top
    const order = members.map((_, group) => group);
    if (this.by === "confidence") order.reverse();
    for (const group of order) {
      const { colour, shape } = this.legend.list[group];
      this.stamp(image, members[group], colour, shape, radius);
    }
    context.putImageData(image, 0, 0);
  }

  stamp(image, indices, colour, shape, radius) {
    // One mark is drawn and copied to whole device pixels: a path of 5,000 marks took ten times as long. Of two that overlap the
    // more opaque pixel stays, the later of equals, so that faint ones do not add up.
    if (!indices.length) return;
    const ratio = window.devicePixelRatio || 1;
    const half = Math.ceil(1.3 * radius * ratio);
    const size = 2 * half + 1;
    const canvas = make("canvas");
    canvas.width = canvas.height = size;
    const ink = canvas.getContext("2d", { willReadFrequently: true });
    ink.setTransform(ratio, 0, 0, ratio, size / 2, size / 2);
    ink.fillStyle = colour;
    shapePath(ink, shape, 0, 0, radius);
    ink.fill();
    const mark = new Uint32Array(ink.getImageData(0, 0, size, size).data.buffer);
    const pixels = new Uint32Array(image.data.buffer);
    // [place from the mark's corner, value] of every pixel with ink; all points lie `place`'s pad away from the edges
    const inked = [...mark.entries()].filter(([, value]) => value >>> 24)
      .map(([at, value]) => [Math.floor(at / size) * image.width + (at % size), value]);
    for (const i of indices) {
      const corner = (Math.floor(this.y[i] * ratio) - half) * image.width + Math.floor(this.x[i] * ratio) - half;
      for (const [at, value] of inked) {
        if (value >>> 24 >= pixels[corner + at] >>> 24) pixels[corner + at] = value;
      }
    }
  }

  drawOver() {
    if (!this.width) return;
    const context = fitCanvas(this.over, this.width, this.height);
    context.clearRect(0, 0, this.width, this.height);
    const ink = rgb(colourOf(this.root, "--st-text-color"));
    if (this.lasso && this.lasso.length > 1) {
      context.beginPath();
      this.lasso.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x, y));
      context.closePath();
      context.fillStyle = rgb(colourOf(this.root, "--st-primary-color"), 0.12);
      context.fill();
      context.strokeStyle = rgb(colourOf(this.root, "--st-primary-color"));
      context.lineWidth = 1.5;
      context.stroke();
    }
    for (const [i, size] of [[this.picked, 7], [this.hover ?? -1, 5.5], [this.cursor, 7]]) {
      if (i < 0) continue;
      context.beginPath();
      context.arc(this.x[i], this.y[i], size, 0, 2 * Math.PI);
      context.strokeStyle = ink;
      context.lineWidth = 1.5;
      context.stroke();
    }
  }

  drawLabels() {
    // the number of an expert, or the class, at the densest place of its points
    this.labels.replaceChildren();
    if (this.by === "confidence" || this.legend.list.length > 40) return;
    const members = this.legend.list.map(() => []);
    for (let i = 0; i < this.n; i++) members[this.legend.of(i)]?.push(i);
    members.forEach((indices, group) => {
      if (indices.length < Math.max(8, this.n / 500) || (this.dim >= 0 && this.dim !== group)) return;
      const [x, y] = this.densest(indices);
      const label = make("span", "label", this.legend.list[group].short);
      label.style.left = `${x}px`;
      label.style.top = `${y}px`;
      label.style.setProperty("--mark", this.legend.list[group].colour);
      this.labels.append(label);
    });
  }

  densest(indices) {
    const cells = new Map();
    const size = 36;
    for (const i of indices) {
      const key = `${Math.floor(this.x[i] / size)},${Math.floor(this.y[i] / size)}`;
      const held = cells.get(key) || [0, 0, 0];
      cells.set(key, [held[0] + 1, held[1] + this.x[i], held[2] + this.y[i]]);
    }
    const [count, x, y] = [...cells.values()].reduce((best, cell) => (cell[0] > best[0] ? cell : best));
    return [x / count, y / count];
  }

  thumbnail(canvas, i, scale) {
    if (!this.sheet) return;
    const { width, height, columns } = this.header.thumb;
    const context = fitCanvas(canvas, width * scale, height * scale);
    context.drawImage(this.sheet, (i % columns) * width, Math.floor(i / columns) * height, width, height,
      0, 0, width * scale, height * scale);
  }
}
