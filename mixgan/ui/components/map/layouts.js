// The layouts of the packet, and the way of all points from one to another.

const PLACE_STEPS = 65535;                          // of a side of the unit square
const MOVE_MS = 120;
const FAR_SHARE = 0.001;                            // of the points at each edge may be drawn at it
const MARGIN = 0.05;

export class Layouts {
  constructor(packet) {
    const { layouts: names, layout: name } = packet.header;
    Object.assign(this, { packet, names: [...names], name, units: new Map() });
  }

  // One that came after the packet: 2n numbers, x and y of every point; drawn as those of the packet are (map_packet).
  add(name, places) {
    const ranges = [0, 1].map((axis) => {
      const sorted = places.filter((_, at) => at % 2 === axis).sort();
      const [low, high] = [FAR_SHARE, 1 - FAR_SHARE].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
      return [low - MARGIN * (high - low), Math.max(1e-9, (1 + 2 * MARGIN) * (high - low))];
    });
    this.units.set(name, places.map((value, at) => Math.min(1, Math.max(0, (value - ranges[at % 2][0]) / ranges[at % 2][1]))));
    if (!this.names.includes(name)) this.names.push(name);
  }

  // `from`: the places of now, or null to be there at once. `pass(unit)` in every frame on the way, or `arrive(unit)` at once.
  show(name, from, { arrive, pass }) {
    this.stop();
    this.name = this.names.includes(name) ? name : this.names[0];
    const to = this.unitOf(this.name);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!from || still) {
      arrive(to);
      return;
    }
    const start = performance.now();
    const tick = (now) => {
      const t = Math.min(1, (now - start) / MOVE_MS);
      const eased = 1 - (1 - t) ** 3;
      pass(to.map((value, i) => from[i] + (value - from[i]) * eased));
      if (t < 1) this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  // The places of a layout in the unit square.
  unitOf(name) {
    if (!this.units.has(name)) this.units.set(name, Float32Array.from(this.packet.uint16(name), (place) => place / PLACE_STEPS));
    return this.units.get(name);
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }
}
