// A training on points in the plane: one slider over its kept steps, all of which are here, so a drag asks for nothing. Sends
// `step` when the hand rests: -1 while the newest is followed.

import { Track } from "../growth/track.js";
import { mountLive } from "../live/live.js";
import { write } from "../live/parts.js";
import { percent } from "../live/words.js";
import { colourOf, make } from "../packet/packet.js";
import { Field, readStep } from "./field.js";

const ABOVE_PX = 190;                               // of the window: what stands above the picture
const MOST_PX = 760;
const BESIDE_PX = 300;                              // the least that words and slider need

export default function (component) {
  return mountLive(component, ".plane", PlaneView);
}

class PlaneView {
  constructor(live) {
    this.live = live;
    this.track = new Track(live, this);
    this.read = new Map();                          // step -> what is drawn of it
  }

  keep() {
    return this.track.keep();
  }

  build() {
    const { live } = this;
    const { root, given } = live;
    this.field = new Field(root.querySelector(".field"), given);
    live.addCell({});
    this.headline = root.querySelector(".headline");
    this.shares = this.owners();
    write(root.querySelector(".note"), given.note);
    this.track.build([], []);
    this.track.go(this.track.at);
  }

  // One line an expert: its mark, its name and how many points it makes at the step.
  owners() {
    const { rows } = this.live.given;
    if (rows.length < 2) return [];
    const shares = rows.map(() => make("span", "share"));
    this.live.root.querySelector(".owners").replaceChildren(...rows.map((name, k) => {
      const row = make("div", "owner");
      row.append(this.live.mark(k), make("span", "name", name), shares[k]);
      return row;
    }));
    return shares;
  }

  grows(given, packet) {
    if (!this.track.grows(given, packet)) return false;
    this.track.go(this.track.at);
    return true;
  }

  arrange() {
    const { live } = this;
    const isWide = live.width >= 640 * live.unit;
    live.root.classList.toggle("wide", isWide);
    const wide = isWide ? live.width - BESIDE_PX * live.unit : live.width;
    const high = live.height || window.innerHeight - ABOVE_PX;
    this.field.side = Math.floor(Math.min(wide, isWide ? high : wide, MOST_PX * live.unit));
    this.field.size();
    this.track.arrange();
    live.invalidate();
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  paint() {
    const { live } = this;
    const { given } = live;
    const { at, step } = this.track;
    if (!this.read.has(step)) this.read.set(step, readStep(live.packet.part(`sheet${at}`), given.n, given.cells));
    const ink = colourOf(live.root, "--st-text-color");
    this.field.draw(this.read.get(step), given.counts[at].map((n) => n > 0), live.colours, ink, live.paper);
  }

  label() {
    this.track.label(this.words());
    const n = this.live.given.n.toLocaleString("en");
    this.field.canvas.setAttribute("aria-label", `${n} points of step ${this.track.step}: ${this.words()}`);
  }

  // `7 of 8 modes`; where the data's modes are unknown, how many points.
  words() {
    const { given } = this.live;
    const { found } = given.moments[this.track.at];
    return found === null ? `${given.n.toLocaleString("en")} points` : `${found} of ${given.centres.length} modes`;
  }

  // --- the step -----------------------------------------------------------------------------------------------------

  ready() {
    return true;
  }

  go(i) {
    const { step, shares } = this.live.given.moments[i];
    write(this.headline, `step ${step.toLocaleString("en")} · ${this.words()}`);
    this.shares.forEach((share, k) => write(share, percent(shares[k])));
    this.live.invalidate();
  }

  stop() {
    this.track.stop();
  }
}
