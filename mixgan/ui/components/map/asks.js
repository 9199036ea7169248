// What the hand asks of the map: a sample, some of them, a group, a line; and the link that opens it again so.

import { outlineText, readOutline, shortened } from "./outline.js";
import { isWithin } from "./places.js";
import { readQuery } from "./search.js";
import { bits } from "./selection.js";

const FOUND_NEAR = 4;                               // times: among its neighbours, but not without the rest of its group

export class Asks {
  // `map`: samples, reals, places, layouts, state, canvas, card, legend, selection, choices, anew, film, gestures, header, and
  // redraw, first, say, send.
  constructor(map) {
    const { lasso, line } = map.header;
    Object.assign(this, { map, given: { lasso: readOutline(lasso, 3), line: readOutline(line, 2) } });
  }

  // The link's lasso and line, as soon as their layouts are there: some come with the decoder.
  takeUp() {
    const { map: { layouts }, given: { lasso, line } } = this;
    if (lasso && layouts.names.includes(lasso.layout)) this.circled(lasso);
    if (line && layouts.name === line.layout) this.film(line);
  }

  sendView() {
    const { given, map: { state, layouts, reals } } = this;
    const [lasso, line] = [state.outline ?? given.lasso, state.line ?? given.line];     // what was given may still wait for its layout
    this.map.send("view", { by: state.by, layout: layouts.name, real: reals.isOn ? 1 : 0, lasso: lasso ? outlineText(lasso) : "",
      line: line ? outlineText(line) : "" });
  }

  pointAt(group) {
    const { state, canvas } = this.map;
    if (state.dim === group) return;
    state.dim = group;
    canvas.drawPoints();
    canvas.drawLabels();
  }

  find(text) {
    const { map } = this;
    const { pick, isIn, none } = readQuery(text, map.scene.samples);
    if (none) map.say(none);
    else if (isIn) {
      this.select(map.scene.samples.mask(isIn));
      if (!map.state.selected) map.say(`No sample here is “${text.trim()}”.`);
    } else if (pick !== undefined) {
      this.pick(pick);
      map.gestures.centre(pick, FOUND_NEAR);
    } else this.select(null);
  }

  toggle(i) {
    if (i < 0) return;
    const { state, samples } = this.map;
    const mask = state.selected?.slice() ?? new Uint8Array(samples.n);
    mask[i] = 1 - mask[i];
    this.select(mask);
  }

  // All inside a line that the hand has drawn.
  circle(path) {
    const { scene: { samples, places }, samples: all } = this.map;
    if (samples !== all) this.select(samples.mask((i) => isWithin(path, places.at(i))));    // a link has no lasso of another step
    else this.circled({ layout: this.map.layouts.name, path: shortened(path, true) });
  }

  circled(outline) {
    const unit = this.map.layouts.unitOf(outline.layout);
    this.select(this.map.samples.mask((i) => isWithin(outline.path, [unit[2 * i], unit[2 * i + 1]])), { outline });
  }

  // `source`: the value of the list that asked for it. `outline`: the lasso.
  select(mask, { source = "", outline = null } = {}) {
    const { map } = this;
    const { state, layouts } = map;
    const count = mask ? mask.reduce((sum, value) => sum + value, 0) : 0;
    const hadOutline = state.outline;
    state.selected = count ? mask : null;
    state.outline = count ? outline : null;
    state.shape = state.outline?.layout === layouts.name ? state.outline : null;
    this.given.lasso = null;
    if (!source) map.choices.groups.clear();
    map.redraw();
    map.selection.show();
    map.anew.show();
    map.first(map.anew.element);
    map.say(count ? map.selection.sentence(count) : "Nothing selected.");
    map.send("selection", count ? bits(mask) : null);
    if (hadOutline || state.outline) this.sendView();
  }

  // A film along a line that the hand has drawn; null for none.
  draw(path) {
    this.film(path && { layout: this.map.layouts.name, path: shortened(path, false) });
    this.sendView();
  }

  film(line) {
    const { map } = this;
    this.given.line = null;
    map.state.line = line && { ...line, place: null };
    map.film.show();
    map.first(map.film.element);
    map.canvas.drawOver();
  }

  pick(i) {
    this.take(i);
    this.map.send("pick", i);
    this.map.shared.tell(i);
  }

  // As another view of the same sample has it.
  take(i) {
    const { map } = this;
    map.state.picked = i;
    map.card.show();
    map.first(map.card.element);
    map.canvas.drawOver();
    map.say(i < 0 ? "" : `Sample ${i}: ${map.samplesOf(i).facts(i).join(", ")}.`);
  }
}
