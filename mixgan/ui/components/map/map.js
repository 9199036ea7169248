// A map of thousands of samples on a canvas: colour, layout, hover, click, lasso and keyboard without a server.
// Sends on release only: view {by, layout}, pick (index or -1), selection (base64 of one bit per point).
//
// The view has the state and what changes it; its parts show it: canvas, legend, tip, card, selection. What the packet holds
// is in Samples, where the points lie in Places; MapHand tells the view what the hand does.

import { slideHeight } from "../live/slide.js";
import { isDark, onThemeChange, readPacket, readPicture } from "../packet/packet.js";
import { MapCanvas } from "./canvas.js";
import { Card, MapTip } from "./card.js";
import { GroupChoice, radios } from "./choices.js";
import { colouring } from "./colouring.js";
import { MapHand } from "./hand.js";
import { Layouts } from "./layouts.js";
import { Legend } from "./legend.js";
import { Places } from "./places.js";
import { Samples } from "./samples.js";
import { bits, Selection } from "./selection.js";
import { Thumbs } from "./thumbs.js";

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".map");
  if (!root || !data) return;
  const packet = readPacket(data);
  if (parentElement.mapView) {
    if (parentElement.mapView.id === packet.header.id) return;
    if (parentElement.mapView.state.selected) setStateValue("selection", null);     // it was among other samples
    parentElement.mapView.stop();                   // new data: the clean-up function is not called in between
  }
  const view = new MapView(root, packet, setStateValue);
  parentElement.mapView = view;
  return () => {
    view.stop();
    parentElement.mapView = null;
  };
}

class MapView {
  constructor(root, packet, send) {
    const { header } = packet;
    Object.assign(this, { root, header, id: header.id, send });
    this.undo = [];                                 // what `stop` takes back
    this.samples = new Samples(packet);
    this.places = new Places(header.n);
    this.layouts = new Layouts(packet);
    this.thumbs = new Thumbs(header.thumb);
    // selected: Uint8Array, one per point; dim: the group that is pointed at in the legend; the others are points, or -1
    this.state = { by: header.by, legend: null, selected: null, dim: -1, lasso: null, picked: header.picked ?? -1, hover: -1,
      cursor: -1 };
    this.build();
    this.setLayout(header.layout, false);
    this.card.show();
    const sheet = packet.part("sheet");
    if (sheet) readPicture(sheet).then((picture) => { this.thumbs.sheet = picture; this.card.show(); this.selection.show(); });
  }

  stop() {
    this.undo.forEach((step) => step());
    this.undo = [];
    this.stage.replaceChildren();
  }

  listen(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.undo.push(() => target.removeEventListener(name, handler, options));
  }

  say(text) {
    this.line.textContent = text;
  }

  // --- structure ------------------------------------------------------------------------------------------------

  build() {
    const place = (name) => this.root.querySelector(name);
    this.stage = place(".stage");
    this.line = place(".line");
    this.canvas = new MapCanvas(this, this.header.alt);
    this.tip = new MapTip(this, this.thumbs);
    this.stage.replaceChildren(this.canvas.points, this.canvas.labels, this.canvas.over, this.tip.element);
    this.legend = new Legend(place(".legend"), this, {
      point: (group) => this.pointAt(group), clear: () => this.select(null),
      choose: (group) => this.select(this.samples.mask((i) => this.state.legend.of(i) === group)),
    });
    this.card = new Card(place(".card"), this, this.thumbs, () => { this.pick(-1); this.canvas.over.focus(); });
    this.selection = new Selection(place(".chosen"), this, this.thumbs);
    this.buildChoices(place(".choices"));
    this.hand = new MapHand(this);
    const resize = new ResizeObserver(() => this.resize());
    resize.observe(this.stage);
    resize.observe(this.root);
    this.undo.push(() => resize.disconnect(), onThemeChange(this.root, () => this.redraw()), () => this.layouts.stop());
  }

  buildChoices(choices) {
    const { word, classNames } = this.samples;
    const colours = [["expert", word[0].toUpperCase() + word.slice(1)]];
    if (classNames.length) colours.push(["class", "Class"], ["confidence", "Confidence"]);
    const layouts = this.layouts.names.map((name) => [name, name.toUpperCase()]);
    const sendView = () => this.send("view", { by: this.state.by, layout: this.layouts.name });
    this.groups = new GroupChoice(this, (mask, value) => this.select(mask, value));
    choices.replaceChildren(
      radios(this, "Colour", colours, this.state.by, (by) => { this.setBy(by); sendView(); }),
      radios(this, "Layout", layouts, this.layouts.name, (layout) => { this.setLayout(layout, true); sendView(); }),
      this.groups.element,
    );
  }

  // --- places and colours ---------------------------------------------------------------------------------------

  resize() {
    const width = Math.floor(this.stage.clientWidth);
    if (!width) return;
    const slide = slideHeight(this.root);
    const height = slide ? slide - this.stage.offsetTop - 4 : Math.min(Math.round(width * 0.72), Math.max(320, Math.min(820, window.innerHeight - 190)));
    this.stage.style.height = `${height}px`;
    this.places.lay(width, height);
    this.redraw();
  }

  setLayout(name, animate) {
    const { places } = this;
    this.layouts.show(name, animate ? places.unit : null, {
      arrive: (unit) => { places.unit = unit; this.resize(); },
      pass: (unit) => {
        places.unit = unit;
        if (places.width) places.lay(places.width, places.height);
        this.redraw();
      },
    });
  }

  setBy(by) {
    Object.assign(this.state, { by, dim: -1 });
    this.redraw();
  }

  redraw() {
    if (!this.places.width) return;
    this.state.legend = colouring(this.samples, this.state.by, this.header, isDark(this.root));
    this.canvas.drawPoints();
    this.canvas.drawOver();
    this.canvas.drawLabels();
    this.legend.draw();
  }

  // --- what the hand asks for -----------------------------------------------------------------------------------

  pointAt(group) {
    if (this.state.dim === group) return;
    this.state.dim = group;
    this.canvas.drawPoints();
    this.canvas.drawLabels();
  }

  // `source`: the value of the list that asked for it.
  select(mask, source = "") {
    const count = mask ? mask.reduce((sum, value) => sum + value, 0) : 0;
    const selected = count ? mask : null;
    this.state.selected = selected;
    if (!source) this.groups.clear();
    this.redraw();
    this.selection.show();
    this.say(count ? this.selection.sentence(count) : "Nothing selected.");
    this.send("selection", selected ? bits(selected) : null);
  }

  pick(i) {
    this.state.picked = i;
    this.card.show();
    this.canvas.drawOver();
    this.say(i < 0 ? "" : `Sample ${i}: ${this.samples.facts(i).join(", ")}.`);
    this.send("pick", i);
  }
}
