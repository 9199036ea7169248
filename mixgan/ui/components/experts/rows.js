// One row of the matrix: the switch of its expert, its name, its pictures, its figures.

import { make } from "../packet/packet.js";
import { button, setProperty, write } from "../live/parts.js";
import { expertName, percent, shortName } from "../live/words.js";

const DEAD = 0.01;                                  // share below which an expert makes nothing

export class ExpertRow {
  // `pictures`: { strip, cells } of the matrix. `act`: toggle(k), solo(k), choose(k).
  constructor(live, word, k, pictures, act) {
    const { rows, shares, elsewhere } = live.given;
    Object.assign(this, { live, word, k, ...pictures });
    this.name = rows?.[k] ?? expertName(word, k);
    this.share = shares?.[k] ?? 0;
    this.elsewhere = elsewhere?.[k] ?? "";          // the class that it draws, where another is asked for
    this.dead = Boolean(shares) && this.share < DEAD && !this.elsewhere;
    this.element = make("div", "row");
    this.element.style.setProperty("--mark", `var(--expert-${k})`);
    this.element.classList.toggle("dead", this.dead);
    this.element.classList.toggle("elsewhere", Boolean(this.elsewhere));
    this.element.append(this.label(act), this.strip, this.figures());
  }

  label(act) {
    const { live, word, k } = this;
    const label = make("div", "label");
    this.eye = button(live, "", `eye-${k}`, () => act.toggle(k));
    this.eye.className = "eyebox";
    const key = k < 10 ? String((k + 1) % 10) : "";
    this.eye.title = key ? `off and on (key ${key})` : "off and on";
    if (key) this.eye.setAttribute("aria-keyshortcuts", key);
    this.eye.append(eyeIcon());
    this.about = button(live, "", `name-${k}`, () => act.choose(k));
    this.about.className = "about";
    this.about.title = `about ${expertName(word, k)}`;
    this.about.append(live.mark(k), make("span", "name", this.name), make("span", "number", shortName(k)));
    this.only = button(live, "only", `solo-${k}`, () => act.solo(k));
    this.only.className = "only";
    this.only.title = `only ${expertName(word, k)}${key && ` (Shift and ${key})`}`;
    label.append(this.eye, this.about, this.only);
    return label;
  }

  figures() {
    const figures = make("div", "figures");
    const used = make("span", "used");
    this.bar = make("span", "usage");
    this.count = make("span", "count");
    used.append(this.bar, this.count);
    figures.append(used);
    if (this.elsewhere) {
      const owner = make("span", "owner", `class ${this.elsewhere}`);
      owner.title = `draws class ${this.elsewhere}`;
      figures.append(owner);
      return figures;
    }
    const { shares, purity } = this.live.given;
    if (shares) figures.append(make("span", "share", percent(this.share)));
    if (purity) figures.append(make("span", "purity", percent(purity[this.k])));
    return figures;
  }

  show({ off, alone, chosen }) {
    this.element.classList.toggle("off", off);
    this.element.classList.toggle("chosen", chosen);
    this.eye.setAttribute("aria-pressed", String(!off));
    this.about.setAttribute("aria-pressed", String(chosen));
    this.only.setAttribute("aria-pressed", String(alone));
  }

  showUsage(used, n, whole) {
    setProperty(this.bar, "--used", (used / n).toFixed(3));
    write(this.count, whole ? String(Math.round(used)) : used.toFixed(1));
  }

  speak(n, off) {
    const whole = this.elsewhere ? `, it draws class ${this.elsewhere}`
      : this.live.given.shares ? `, ${percent(this.share)} of all samples` : "";
    const used = `${this.count.textContent} of these ${n}${whole}`;
    this.eye.setAttribute("aria-label", `${this.name} is ${off ? "off" : "on"}; ${used}`);
    this.about.setAttribute("aria-label", `about ${this.name}`);
    this.only.setAttribute("aria-label", `only ${this.name}`);
    this.strip.setAttribute("aria-label", `the same ${n} noise vectors through ${expertName(this.word, this.k)}`);
  }
}

const EYE = {
  lid: "M1 8C3 4.4 5.4 3 8 3s5 1.4 7 5c-2 3.6-4.4 5-7 5S3 11.6 1 8Z",
  pupil: "M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  slash: "M2.5 13.5 13.5 2.5",
};

function eyeIcon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "eye");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, d] of Object.entries(EYE)) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
