// How wide every expert spreads: the same noise, scaled between 0 (all alike) and almost 3 (anything goes), under a slider.
// Draws while the thumb moves; sends when it is let go: level (0 .. 23, all), spreads (one per component), comp (index or
// "all": which component is shown alone).

import { mountLive } from "../live/live.js";
import { Shared } from "../live/shared.js";
import { expertName, plural, shortName } from "../live/words.js";
import { isDark, make } from "../packet/packet.js";
import { planePanel } from "./gaussians.js";
import { Master } from "./master.js";
import { ComponentRows } from "./rows.js";
import { Spreads, TRAINED } from "./spreads.js";

const PLANE_PX = 236;                               // beside the slider, where type is as usual; covariance.css has the same

export default function (component) {
  return mountLive(component, ".covariance", CovarianceView);
}

class CovarianceView {
  constructor(live) {
    this.live = live;
    this.state = new Spreads(live);
    this.word = live.given.expert_word ?? "component";
  }

  keep() {
    return this.state.keep();
  }

  shown() {
    return this.rows.shown();
  }

  recolour() {
    this.live.root.classList.toggle("dark", isDark(this.live.root));    // the curve's lines have two sets of colours
  }

  build() {
    const { live, state } = this;
    const { root } = live;
    root.classList.toggle("single", state.K === 1);     // one generator: the slider of all is its own
    root.querySelector(".bar").replaceChildren(this.picker(), make("span", "meter"));
    this.master = new Master(live, state, this.word, (level, done) => this.setAll(level, done));
    this.plane = planePanel(live.given.plane, this.word);
    root.querySelector(".plane").replaceChildren(...(this.plane ? [this.plane.element] : []));
    this.rows = new ComponentRows(live, state, (k) => this.rowName(k), (k, level, done) => this.setOne(k, level, done));
    root.querySelector(".note").textContent = live.given.meaning ?? "";
    this.shared = new Shared(live, "level", live.given.pair, {
      take: (level, rests) => { live.follow(!rests); this.takeAll(level); }, report: () => this.sendSpreads(true) });
    this.showComp();
    this.showLevels();
  }

  picker() {
    const choices = [["all", "all"], ...Array.from({ length: this.state.K }, (_, k) => [k, shortName(k)])];
    const group = make("div", "picker");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", `${plural(this.word)} shown`);
    this.picks = choices.map(([value, text]) => {
      const pick = make("button", "pick");
      pick.type = "button";
      pick.dataset.key = `pick-${value}`;
      if (value !== "all") pick.append(this.live.mark(value));
      pick.append(make("span", "", text));
      pick.setAttribute("aria-label", value === "all" ? `all ${plural(this.word)}` : this.rowName(value));
      this.live.listen(pick, "click", () => this.choose(value === "all" ? null : value));
      return { value: value === "all" ? null : value, pick };
    });
    group.append(...this.picks.map(({ pick }) => pick));
    return group;
  }

  rowName(k) {
    return this.live.given.rows?.[k] ?? expertName(this.word, k);
  }

  arrange() {
    const { width, root } = this.live;
    root.classList.toggle("phone", width < 640);
    root.classList.toggle("wide", width >= 760);
    this.master.arrange();
    this.plane?.arrange(Math.min(width, width >= 760 ? PLANE_PX * this.live.unit : 358));
    this.showLevels();
    this.rows.arrange();
    this.showComp();
    this.live.invalidate();
  }

  paint(cell) {
    this.rows.paint(cell);
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  setAll(level, done) {
    this.takeAll(level);
    if (done) this.sendSpreads(true);
    this.shared.tell(level, done);
  }

  takeAll(level) {
    this.state.setAll(level);
    this.showLevels();
    this.live.invalidate();
  }

  setOne(k, level, done) {
    this.state.levels[k] = level;
    this.showLevels();
    this.live.invalidate(this.rows.cellsOf(k));
    if (done) this.sendSpreads(false);
  }

  sendSpreads(all) {
    this.label();
    if (all) this.live.send("level", this.state.level);
    this.live.send("spreads", this.state.spreads);
  }

  choose(k) {
    this.state.comp = k;
    this.showComp();
    this.live.invalidate();
    this.label();
    this.live.send("comp", k ?? "all");
  }

  // --- what is shown ------------------------------------------------------------------------------------------------

  showComp() {
    const { comp } = this.state;
    for (const { value, pick } of this.picks) pick.setAttribute("aria-pressed", String(value === comp));
    this.live.root.classList.toggle("onecomp", comp !== null);
    this.rows.showComp();
    this.showPlane();
  }

  showLevels() {
    this.rows.showLevels();
    this.master.show();
    this.showPlane();
  }

  showPlane() {
    if (this.live.width) this.plane?.show(this.state.levels, TRAINED, this.state.comp);
  }

  label() {
    this.plane?.label(this.state.levels, TRAINED);
    this.rows.label();
  }
}
