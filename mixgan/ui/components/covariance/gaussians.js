// The Gaussians in the plane of the first two principal axes of their means: ellipses of one standard deviation that grow
// with the thumb, and in each the noise of the pictures beside it. A change of spread writes one attribute per Gaussian.

import { make } from "../packet/packet.js";
import { percent, shortName } from "../live/words.js";
import { drawPart } from "./drawing.js";

const WIDEST = 23 / 8;                              // everything fits at the end of the slider
const MOST_PX = 172;                                // of height: slider and curve beside it take as much

// `plane`: { means [K][2], ellipses [K][3] (half axes, angle), offsets [K][m][2], explained }; null where there are none.
export function planePanel(plane, word) {
  return plane?.means?.length ? new PlanePanel(plane, word) : null;
}

class PlanePanel {
  constructor({ means, ellipses, offsets, explained }, word) {
    const reach = (axis) => Math.max(...means.map((mean, k) => Math.abs(mean[axis]) + WIDEST * spanOf(ellipses[k], axis))) * 1.03;
    Object.assign(this, { means, word, half: [reach(0), reach(1)] });
    this.element = make("div", "gaussians");
    this.svg = drawPart("svg", { role: "img" });
    this.bodies = means.map((_, k) => this.body(k, ellipses[k], offsets[k]));
    this.numbers = means.map((_, k) => drawPart("text", { class: "gaussnumber", dy: 4 }, shortName(k)));
    this.svg.append(...this.bodies, ...this.numbers);
    // a no-break space before %: a line that begins with it is hard to read
    const share = percent(explained).replace(" ", "\u00a0");
    const axes = make("div", "planewords", `Rings: one deviation; dots: these pictures; ${share} of the means' variance.`);
    this.element.append(this.svg, axes);
  }

  // Drawn at spread 1 around 0; where it stands and how wide it is comes from its transform.
  body(k, [large, small, angle], offsets) {
    const group = drawPart("g", { class: "gauss" });
    group.style.setProperty("--mark", `var(--expert-${k})`);      // a style attribute is forbidden where a talk's file runs
    const ring = drawPart("ellipse", { rx: large, ry: small, transform: `rotate(${(-angle * 180) / Math.PI})`, class: "gaussring" });
    const dots = drawPart("path", { d: offsets.map(([x, y]) => `M${x} ${-y}h0`).join(""), class: "gaussdots" });
    group.append(ring, dots);
    return group;
  }

  arrange(width) {
    const [X, Y] = this.half;
    const height = Math.min((width * Y) / X, MOST_PX);
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", height);
    this.unit = Math.min(width / (2 * X), height / (2 * Y));    // px of the plane's 1
    this.places = this.means.map(([x, y]) => [width / 2 + this.unit * x, height / 2 - this.unit * y]);
    this.numbers.forEach((number, k) => {
      number.setAttribute("x", this.places[k][0]);
      number.setAttribute("y", this.places[k][1]);
    });
  }

  show(levels, trained, alone) {
    this.places.forEach(([x, y], k) => {
      const scale = this.unit * Math.max(levels[k] / trained, 1e-3);    // at 0 there would be no dots left to see
      this.bodies[k].setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
      const dim = alone !== null && alone !== k;
      this.bodies[k].classList.toggle("dim", dim);
      this.numbers[k].classList.toggle("dim", dim);
    });
  }

  label(levels, trained) {
    const spreads = [...new Set(levels)];
    const how = spreads.length === 1 ? `all at spread ${spreads[0] / trained}` : "each with its own spread";
    const what = `${this.means.length} Gaussians, one for each ${this.word}, as ellipses around their means`;
    this.svg.setAttribute("aria-label", `${what}, ${how}`);
  }
}

// How far a turned ellipse reaches along an axis of the plane.
function spanOf([large, small, angle], axis) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return axis === 0 ? Math.hypot(large * c, small * s) : Math.hypot(large * s, small * c);
}
