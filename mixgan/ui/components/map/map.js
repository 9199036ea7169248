// A map of thousands of samples on a canvas: colour, layout, zoom, hover, click, lasso, line and keyboard without a server.
// Sends on release only: view {by, layout}, pick (index or -1), selection (base64 of one bit per point).
//
// The view has the state and what changes it; its parts show it: canvas, legend, tip, card, selection, new samples, film. What the
// packet holds is in Samples, where the points lie in Places; MapHand and Gestures tell the view what the hand does. The decoder,
// which draws more than the stored pictures, may come later or never (decoder/calls.js).

import { escapeCloses } from "../live/closing.js";
import { Shared } from "../live/shared.js";
import { slideHeight } from "../live/slide.js";
import { isDark, make, onThemeChange, readPacket, readPicture } from "../packet/packet.js";
import { Anew } from "./anew.js";
import { MapCanvas } from "./canvas.js";
import { Card, MapTip } from "./card.js";
import { GroupChoice, radios } from "./choices.js";
import { colouring } from "./colouring.js";
import { MapFilm } from "./film.js";
import { Gestures } from "./gestures.js";
import { MapHand, stagePlace } from "./hand.js";
import { Layouts } from "./layouts.js";
import { Legend } from "./legend.js";
import { meet } from "./meet.js";
import { isWithin, Places } from "./places.js";
import { Samples } from "./samples.js";
import { readQuery, searchField } from "./search.js";
import { bits, keepAsFile, Selection } from "./selection.js";
import { Thumbs } from "./thumbs.js";
import { Zoom } from "./zoom.js";

const HANDS = [["lasso", "Lasso"], ["line", "Line"], ["move", "Move"]];
const LAYOUT_WORDS = {
  umap: ["UMAP", "Neighbours stay neighbours; distances between far groups mean little"],
  pca: ["PCA", "The two principal components of the inner representation"],
  pictures: ["Pictures", "The two principal components of the pictures themselves"],
  noise: ["Noise", "The two directions of the noise in which the experts lie farthest apart"],
};
const FOUND_NEAR = 4;                               // times: among its neighbours, but not without the rest of its group

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
    Object.assign(this, { root, header, id: header.id, send, decoder: null, near: null });
    this.undo = [];                                 // what `stop` takes back
    this.samples = new Samples(packet);
    this.places = new Places(header.n);
    this.zoom = new Zoom();
    this.layouts = new Layouts(packet);
    this.thumbs = new Thumbs(header.thumb);
    // selected: Uint8Array, one per point; shape: the lasso that chose them, and path: what is being drawn, in the unit square;
    // line: that of the film; news: new samples; dim: the group that is pointed at in the legend; the others are points, or -1
    this.state = { by: header.by, legend: null, hand: "lasso", selected: null, shape: null, path: null, line: null, news: [], dim: -1,
      picked: header.picked ?? -1, hover: -1, cursor: -1 };
    root.classList.toggle("pair", Boolean(header.pair));      // one of two side by side: there is less room
    this.build();
    this.shared = new Shared(this, "sample", header.latent, {
      take: (i) => { if (i < header.n) this.take(i); }, report: (i) => { if (i < header.n) this.send("pick", i); } });
    this.setLayout(header.layout, false);
    this.card.show();
    meet(this);
    const sheet = packet.part("sheet");
    if (sheet) {
      readPicture(sheet).then((picture) => {
        this.thumbs.sheet = picture;
        this.card.show();
        this.selection.show();
        this.look();
      });
    }
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

  get theme() {
    return isDark(this.root) ? "dark" : "light";
  }

  // --- structure ------------------------------------------------------------------------------------------------

  build() {
    const place = (name) => this.root.querySelector(name);
    this.stage = place(".stage");
    this.line = place(".line");
    this.canvas = new MapCanvas(this, this.header.alt);
    this.tip = new MapTip(this, this.thumbs);
    this.gestures = new Gestures(this, () => this.zoomed());
    const hands = radios(this, "Hand", HANDS, this.state.hand, (hand) => { this.state.hand = this.root.dataset.hand = hand; });
    hands.classList.add("tools");
    this.worth = make("div", "worth");
    this.stage.replaceChildren(this.canvas.points, this.canvas.labels, this.canvas.over, hands, this.gestures.element, this.worth,
      this.tip.element);
    this.legend = new Legend(place(".legend"), this, {
      point: (group) => this.pointAt(group), clear: () => this.select(null), keep: () => keepAsFile(this),
      choose: (group) => this.select(this.samples.mask((i) => this.state.legend.of(i) === group)),
    });
    this.card = new Card(place(".card"), this, this.thumbs, () => { this.pick(-1); this.canvas.over.focus(); });
    this.anew = new Anew(place(".anew"), this);
    this.film = new MapFilm(place(".film"), this);
    this.selection = new Selection(place(".chosen"), this, this.thumbs);
    this.buildChoices(place(".choices"));
    this.hand = new MapHand(this);
    escapeCloses(this, () => this.state.selected, () => this.select(null));
    escapeCloses(this, () => this.state.line, () => this.draw(null));
    escapeCloses(this, () => this.state.picked >= 0, () => this.pick(-1));
    const resize = new ResizeObserver(() => this.resize());
    resize.observe(this.stage);
    resize.observe(this.root);
    this.undo.push(() => resize.disconnect(), onThemeChange(this.root, () => this.redraw()), () => this.layouts.stop(),
      () => this.anew.stop(), () => this.film.stop(), () => cancelAnimationFrame(this.frame));
  }

  buildChoices(choices) {
    const { word, classNames } = this.samples;
    const colours = [["expert", word[0].toUpperCase() + word.slice(1)]];
    if (classNames.length) colours.push(["class", "Class"], ["confidence", "Confidence"]);
    this.groups = new GroupChoice(this, (mask, value) => this.select(mask, { source: value }));
    choices.replaceChildren(
      radios(this, "Colour", colours, this.state.by, (by) => { this.setBy(by); this.sendView(); }),
      this.layoutChoice = this.chooseLayout(),
      this.groups.element, searchField(this, (text) => this.find(text)),
    );
  }

  chooseLayout() {
    const options = this.layouts.names.map((name) => [name, ...LAYOUT_WORDS[name]]);
    return radios(this, "Layout", options, this.layouts.name, (layout) => { this.setLayout(layout, true); this.sendView(); });
  }

  // Those that come with the decoder; the link's own is shown then.
  addLayouts(layouts) {
    for (const [name, places] of Object.entries(layouts)) this.layouts.add(name, places);
    const { later } = this.header;
    if (later in layouts && this.layouts.name !== later) this.setLayout(later, true);
    const fresh = this.chooseLayout();
    this.layoutChoice.replaceWith(fresh);
    this.layoutChoice = fresh;
  }

  sendView() {
    this.send("view", { by: this.state.by, layout: this.layouts.name });
  }

  // What was asked for last stands first beside the map.
  first(element) {
    this.asked = (this.asked ?? 0) + 1;
    element.style.order = -this.asked;
  }

  // Moves of the pointer over an element: `act(place)`, and `act(null)` when it leaves.
  point(element, act) {
    element.addEventListener("pointermove", (event) => act(stagePlace(element, event)));
    element.addEventListener("pointerleave", () => act(null));
  }

  // --- places and colours ---------------------------------------------------------------------------------------

  resize() {
    const width = Math.floor(this.stage.clientWidth);
    if (!width) return;
    const slide = slideHeight(this.root);
    const room = Math.min(Math.round(width * 0.72), Math.max(320, Math.min(820, window.innerHeight - 190)));
    const height = slide ? slide - this.stage.offsetTop - 4 : room;
    this.stage.style.height = `${height}px`;
    if (width !== this.places.width || height !== this.places.height) this.zoom.fit();
    this.places.lay(width, height, this.zoom);
    this.gestures.show();
    this.redraw();
  }

  setLayout(name, animate) {
    const { places } = this;
    this.state.shape = null;                        // a line around points that go elsewhere
    this.layouts.show(name, animate ? places.unit : null, {
      arrive: (unit) => { places.unit = unit; this.resize(); this.anew.placeAgain(); },
      pass: (unit) => {
        places.unit = unit;
        if (places.width) places.look();
        this.redraw();
        this.anew.placeAgain();
      },
    });
    if (this.state.line) this.draw(null);
    this.worth.textContent = this.trustOf(name);
  }

  // How far a layout can be trusted, where it was measured.
  trustOf(name) {
    const { header: { trust, n } } = this;
    if (!(name in (trust ?? {}))) return "";
    return `Trustworthiness ${trust[name].toFixed(2)} (n = ${n.toLocaleString("en")}, k = ${trust.k})`;
  }

  setBy(by) {
    Object.assign(this.state, { by, dim: -1 });
    this.redraw();
  }

  redraw() {
    if (!this.places.width) return;
    this.state.legend = colouring(this.samples, this.state.by, this.header, this.theme === "dark");
    this.look();
    this.legend.draw();
  }

  look() {
    if (!this.places.width) return;
    this.canvas.drawPoints();
    this.canvas.drawOver();
    this.canvas.drawLabels();
  }

  // The zoom has changed: drawn once in the coming frame, however often the hand moves in it.
  zoomed() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.places.look();
      this.look();
      this.gestures.show();
    });
  }

  // --- what the hand asks for -----------------------------------------------------------------------------------

  pointAt(group) {
    if (this.state.dim === group) return;
    this.state.dim = group;
    this.canvas.drawPoints();
    this.canvas.drawLabels();
  }

  find(text) {
    const { pick, isIn, none } = readQuery(text, this.samples);
    if (none) this.say(none);
    else if (isIn) {
      const mask = this.samples.mask(isIn);
      this.select(mask);
      if (!this.state.selected) this.say(`No sample here is “${text.trim()}”.`);
    } else if (pick !== undefined) {
      this.pick(pick);
      this.gestures.centre(pick, FOUND_NEAR);
    } else this.select(null);
  }

  circle(path) {
    this.select(this.samples.mask((i) => isWithin(path, this.places.at(i))), { path });
  }

  toggle(i) {
    if (i < 0) return;
    const mask = this.state.selected?.slice() ?? new Uint8Array(this.samples.n);
    mask[i] = 1 - mask[i];
    this.select(mask);
  }

  // `source`: the value of the list that asked for it. `path`: the lasso.
  select(mask, { source = "", path = null } = {}) {
    const count = mask ? mask.reduce((sum, value) => sum + value, 0) : 0;
    const selected = count ? mask : null;
    this.state.selected = selected;
    this.state.shape = selected && path ? { path } : null;
    if (!source) this.groups.clear();
    this.redraw();
    this.selection.show();
    this.anew.show();
    this.first(this.anew.element);
    this.say(count ? this.selection.sentence(count) : "Nothing selected.");
    this.send("selection", selected ? bits(selected) : null);
  }

  // The line of the film; null for none.
  draw(path) {
    this.state.line = path && { path, place: null };
    this.film.show();
    this.first(this.film.element);
    this.canvas.drawOver();
  }

  pick(i) {
    this.take(i);
    this.send("pick", i);
    this.shared.tell(i);
  }

  take(i) {
    this.state.picked = i;
    this.card.show();
    this.first(this.card.element);
    this.canvas.drawOver();
    this.say(i < 0 ? "" : `Sample ${i}: ${this.samples.facts(i).join(", ")}.`);
  }
}
