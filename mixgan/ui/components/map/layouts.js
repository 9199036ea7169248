// The layouts of the packet, and the way of all points from one to another.

const PLACE_STEPS = 65535;                          // of a side of the unit square
const MOVE_MS = 120;

export class Layouts {
  constructor(packet) {
    const { layouts: names, layout: name } = packet.header;
    Object.assign(this, { packet, names, name });
  }

  // `from`: the places of now, or null to be there at once. `pass(unit)` in every frame on the way, or `arrive(unit)` at once.
  show(name, from, { arrive, pass }) {
    this.stop();
    this.name = this.packet.uint16(name) ? name : this.names[0];
    const to = Float32Array.from(this.packet.uint16(this.name), (place) => place / PLACE_STEPS);
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

  stop() {
    cancelAnimationFrame(this.frame);
  }
}
