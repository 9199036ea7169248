// A map of thousands of samples on a canvas: colour, layout, zoom, hover, click, lasso, line and keyboard without a server.
// Sends on release only: view {by, layout, real, lasso, line}, pick (index or -1), selection (base64 of one bit per point), step.
//
// The view has the state and draws it; its parts show it: canvas, legend, tip, card, selection, new samples, film. What the packet
// holds is in Samples and Reals, where the points lie in Places. MapHand and Gestures see what the hand does, and Asks changes the
// state by it. The decoder, which draws more than the stored pictures, may come later or never (decoder/calls.js).

import { escapeCloses } from "../live/closing.js";
import { Shared } from "../live/shared.js";
import { slideHeight } from "../live/slide.js";
import { isDark, make, onThemeChange, readPacket, readPicture } from "../packet/packet.js";
import { Anew } from "./anew.js";
import { Asks } from "./asks.js";
import { MapCanvas } from "./canvas.js";
import { Card, MapTip } from "./card.js";
import { Choices, radios } from "./choices.js";
import { colouring } from "./colouring.js";
import { Earlier } from "./earlier.js";
import { MapFilm } from "./film.js";
import { Gestures } from "./gestures.js";
import { MapHand, stagePlace } from "./hand.js";
import { Layouts } from "./layouts.js";
import { Legend } from "./legend.js";
import { meet } from "./meet.js";
import { Places } from "./places.js";
import { Reals } from "./reals.js";
import { Samples } from "./samples.js";
import { keepAsFile, Selection } from "./selection.js";
import { Thumbs } from "./thumbs.js";
import { Zoom } from "./zoom.js";

const HANDS = [["lasso", "Lasso"], ["line", "Line"], ["move", "Move"]];
const NOTE_PX = 64;                                 // with the gaps, whatever is said of a step: the stage stays as large

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
    Object.assign(this, { root, header, id: header.id, send, decoder: header.why ? { why: header.why } : null, near: null });
    this.undo = [];                                 // what `stop` takes back
    this.samples = new Samples(packet);
    this.reals = new Reals(packet);
    this.places = new Places(header.n);
    this.zoom = new Zoom();
    this.layouts = new Layouts(packet);
    this.thumbs = new Thumbs(header.thumb);
    // what is drawn and pointed at: all samples of the map, or some as another step drew them (earlier.js)
    this.scene = { samples: this.samples, places: this.places, thumbs: this.thumbs };
    root.classList.toggle("pair", Boolean(header.pair));      // one of two side by side: there is less room
    // selected: Uint8Array, one per point; outline: the lasso that chose them, shape: the same where it is of this layout, path: what
    // is being drawn, in the unit square; line: that of the film; news: new samples; dim: the group that is pointed at in the
    // legend; the others are points, or -1
    this.state = { by: header.by, legend: null, hand: "lasso", selected: null, outline: null, shape: null, path: null, line: null,
      news: [], dim: -1, picked: header.picked ?? -1, hover: -1, cursor: -1 };
    this.asks = new Asks(this);
    this.build();
    this.shared = new Shared(this, "sample", header.latent, {
      take: (i) => { if (i < header.n) this.asks.take(i); }, report: (i) => { if (i < header.n) this.send("pick", i); } });
    this.setLayout(header.layout, false);
    this.card.show();
    this.asks.takeUp();
    meet(this);
    this.readSheet(packet.part("sheet"), this.thumbs);
    this.readSheet(packet.part("real_sheet"), this.reals.thumbs);
  }

  async readSheet(sheet, thumbs) {
    if (!sheet) return;
    thumbs.sheet = await readPicture(sheet);
    this.card.show();
    this.selection.show();
    this.look();
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
    const { asks } = this;
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
      point: (group) => asks.pointAt(group), clear: () => asks.select(null), keep: () => keepAsFile(this),
      choose: (group) => asks.select(this.scene.samples.mask((i) => this.state.legend.of(i) === group)),
      real: (on) => { this.showReals(on); asks.sendView(); },
    });
    this.card = new Card(place(".card"), this, () => { asks.pick(-1); this.canvas.over.focus(); });
    this.anew = new Anew(place(".anew"), this);
    this.film = new MapFilm(place(".film"), this);
    this.selection = new Selection(place(".chosen"), this, this.thumbs);
    this.choices = new Choices(place(".choices"), this);
    this.hand = new MapHand(this, asks);
    this.earlier = new Earlier(this);
    escapeCloses(this, () => this.state.selected, () => asks.select(null));
    escapeCloses(this, () => this.state.line, () => asks.draw(null));
    escapeCloses(this, () => this.state.picked >= 0, () => asks.pick(-1));
    const resize = new ResizeObserver(() => this.resize());
    resize.observe(this.stage);
    resize.observe(this.root);
    this.undo.push(() => resize.disconnect(), onThemeChange(this.root, () => this.redraw()), () => this.layouts.stop(),
      () => this.anew.stop(), () => this.film.stop(), () => this.earlier.stop(), () => cancelAnimationFrame(this.frame));
  }

  // Those that have sample i: the step that is shown, or else the last.
  samplesOf(i) {
    return i < this.scene.samples.n ? this.scene.samples : this.samples;
  }

  setScene(scene) {
    this.scene = scene;
    for (const part of [this.canvas, this.tip, this.hand, this.legend, this.selection]) Object.assign(part, scene);
    const isEarlier = scene.places !== this.places;
    this.canvas.below = isEarlier ? this.places : null;
    Object.assign(this.state, { hover: -1, cursor: -1 });
    this.tip.hide();
    this.root.classList.toggle("earlier", isEarlier);
    this.redraw();
    this.card.show();
    this.selection.show();
  }

  // Those that come with the decoder; the link's own is shown then.
  addLayouts(found) {
    const { header: { later }, layouts } = this;
    for (const [name, places] of Object.entries(found)) layouts.add(name, places);
    if (later in found && layouts.name !== later) this.setLayout(later, true);
    this.choices.showLayouts();
    this.asks.takeUp();
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
    this.earlier.arrange();
    const more = this.header.steps ? this.earlier.root.offsetHeight + NOTE_PX : 0;
    const room = Math.min(Math.round(width * 0.72), Math.max(320, Math.min(820, window.innerHeight - 190 - more)));
    const height = slide ? slide - this.stage.offsetTop - 4 : room;
    this.stage.style.height = `${height}px`;
    if (width !== this.places.width || height !== this.places.height) this.zoom.fit();
    this.places.lay(width, height, this.zoom);
    this.reals.follow(this.layouts.name, this.places);
    this.earlier.follow();
    this.gestures.show();
    this.redraw();
  }

  setLayout(name, animate) {
    const { places, state, layouts } = this;
    layouts.show(name, animate ? places.unit : null, {
      arrive: (unit) => { places.unit = unit; this.resize(); this.anew.placeAgain(); },
      pass: (unit) => {
        places.unit = unit;
        if (places.width) places.look();
        this.reals.follow(layouts.name, places);
        this.earlier.follow();
        this.redraw();
        this.anew.placeAgain();
      },
    });
    state.shape = state.outline?.layout === layouts.name ? state.outline : null;    // around points that have gone elsewhere: none
    if (state.line) this.asks.film(null);
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

  showReals(on) {
    this.reals.isOn = on;
    this.reals.follow(this.layouts.name, this.places);
    this.redraw();
  }

  redraw() {
    if (!this.places.width) return;
    this.state.legend = colouring(this.scene.samples, this.state.by, this.header, this.theme === "dark");
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
      this.reals.look();
      this.earlier.look();
      this.look();
      this.gestures.show();
    });
  }
}
