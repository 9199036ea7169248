// Real pictures among the samples: each at the mean place of those samples that are most like it (analysis/reals.py).

import { isWithin, Places } from "./places.js";
import { Thumbs } from "./thumbs.js";

const WITHOUT = ["noise"];                          // layouts in which a real picture has no place

export class Reals {
  // `packet`: hosts (m x `real.hosts`), real_cls (m); their pictures, if there are any, come as the samples' do.
  constructor(packet) {
    const { real, classNames } = packet.header;
    Object.assign(this, { n: real?.n ?? 0, told: real?.told ?? "", each: real?.hosts ?? 0, classNames, hover: -1 });
    this.isOn = Boolean(real?.on);
    this.hosts = packet.uint16("hosts");
    this.cls = packet.part("real_cls");
    this.thumbs = new Thumbs(real?.thumb ?? null);
    this.places = new Places(this.n);
    this.layout = "";
  }

  get isShown() {
    return this.isOn && this.n > 0 && !this.why;
  }

  // Why none can be shown; "" where they can.
  get why() {
    return WITHOUT.includes(this.layout) ? "A real picture has no noise: in this layout none has a place." : "";
  }

  hostsOf(j) {
    return this.hosts.subarray(j * this.each, (j + 1) * this.each);
  }

  // After the samples have moved: `samples`, their places in `layout`.
  follow(layout, samples) {
    this.layout = layout;
    if (!this.isShown) return;
    const { places } = this;
    places.unit ??= new Float32Array(2 * this.n);
    for (let j = 0; j < this.n; j++) places.unit.set(samples.mean(this.hostsOf(j)), 2 * j);
    if (samples.width) places.lay(samples.width, samples.height, samples.zoom);
  }

  // After a change of the zoom.
  look() {
    if (this.isShown) this.places.look();
  }

  // -1 where none is as near as the sample `other` (-1 for none).
  nearest(x, y, samples, other) {
    if (!this.isShown) return -1;
    const j = this.places.nearest(x, y);
    return j >= 0 && (other < 0 || this.places.far(j, x, y) < samples.far(other, x, y)) ? j : -1;
  }

  inside(isIn) {
    let count = 0;
    for (let j = 0; j < this.n; j++) if (isIn(this.places.at(j))) count++;
    return count;
  }

  colour(j, legend, by, ink) {
    return by === "class" ? legend.list[this.cls[j]]?.colour ?? ink : ink;
  }

  // [colour, the indices that have it], the lowest first: those outside of a lasso are `faint`.
  groups({ legend, by, shape }, ink, faint) {
    const found = new Map([[faint, []]]);
    for (let j = 0; j < this.n; j++) {
      const colour = shape && !isWithin(shape.path, this.places.at(j)) ? faint : this.colour(j, legend, by, ink);
      if (found.has(colour)) found.get(colour).push(j);
      else found.set(colour, [j]);
    }
    return [...found];
  }

  facts(j, samples) {
    const counts = new Map();
    for (const i of this.hostsOf(j)) counts.set(samples.expert[i], (counts.get(samples.expert[i]) || 0) + 1);
    const [k] = [...counts].sort((a, b) => b[1] - a[1])[0];
    const among = samples.K > 1 ? [`most like samples of ${expertName(samples.word, k)}`] : [];
    const name = this.classNames[this.cls[j]];      // none where it has no class, or where nobody told the map what they are called
    return [...(name === undefined ? [] : [`class ${name}`]), ...among];
  }
}
