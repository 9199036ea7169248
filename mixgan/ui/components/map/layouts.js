// The layouts of the packet, and the way of all points from one to another.

const PLACE_STEPS = 65535;                          // of a side of the unit square
const MOVE_MS = 120;
const FAR_SHARE = 0.001;                            // of the points at each edge may be drawn at it
const MARGIN = 0.05;

// From some places to others, in a moment.
export class Way {
  // `pass(places)` in every frame.
  go(from, to, pass) {
    this.stop();
    const start = performance.now();
    const tick = (now) => {
      const t = Math.min(1, (now - start) / MOVE_MS);
      const eased = 1 - (1 - t) ** 3;
      pass(to.map((value, i) => from[i] + (value - from[i]) * eased));
      if (t < 1) this.frame = requestAnimationFrame(tick);
    };
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) pass(to);
    else this.frame = requestAnimationFrame(tick);
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }
}

export class Layouts {
  constructor(packet) {
    const { layouts: names, layout: name } = packet.header;
    Object.assign(this, { packet, names: [...names], name, units: new Map(), ranges: new Map(), way: new Way() });
  }

  // One that came after the packet: 2n numbers, x and y of every point; drawn as those of the packet are (map_packet).
  add(name, places) {
    this.ranges.set(name, [0, 1].map((axis) => {
      const sorted = places.filter((_, at) => at % 2 === axis).sort();
      const [low, high] = [FAR_SHARE, 1 - FAR_SHARE].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
      return [low - MARGIN * (high - low), Math.max(1e-9, (1 + 2 * MARGIN) * (high - low))];
    }));
    this.units.set(name, this.fit(name, places));
    if (!this.names.includes(name)) this.names.push(name);
  }

  // Places in a layout that was added, x and y of each, in the unit square as its own are; what is outside is drawn at the edge.
  fit(name, places) {
    const ranges = this.ranges.get(name);
    return places.map((value, at) => Math.min(1, Math.max(0, (value - ranges[at % 2][0]) / ranges[at % 2][1])));
  }

  // `from`: the places of now, or null to be there at once. `pass(unit)` in every frame on the way, or `arrive(unit)` at once.
  show(name, from, { arrive, pass }) {
    this.stop();
    this.name = this.names.includes(name) ? name : this.names[0];
    const to = this.unitOf(this.name);
    if (!from) arrive(to);
    else this.way.go(from, to, pass);
  }

  // The places of a layout in the unit square.
  unitOf(name) {
    if (!this.units.has(name)) this.units.set(name, Float32Array.from(this.packet.uint16(name), (place) => place / PLACE_STEPS));
    return this.units.get(name);
  }

  stop() {
    this.way.stop();
  }
}
