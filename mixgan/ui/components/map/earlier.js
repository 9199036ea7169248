// The map at another step of the training: some of its samples as the generator of that step drew them, in the frame of the last
// step, which lies faint below. The slider and the player are the Learning page's. Sends `step` when the hand rests.

import { fetched, lostStep, Steps } from "../growth/steps.js";
import { Track } from "../growth/track.js";
import { write } from "../live/parts.js";
import { Picture } from "../live/picture.js";
import { unitOfType } from "../live/slide.js";
import { make } from "../packet/packet.js";
import { foreign, Frame } from "./frame.js";
import { Way } from "./layouts.js";
import { Places } from "./places.js";
import { Samples } from "./samples.js";
import { Thumbs } from "./thumbs.js";

const SLICE_MS = 20;                                // of drawing, before the page has its turn
const KEPT = 8;                                     // steps whose pictures are kept

export class Earlier {
  // `map`: samples, places, layouts, thumbs, header, decoder, landing, scene, setScene, look, send, listen, root.
  constructor(map) {
    Object.assign(this, { map, given: map.header.steps, root: map.root.querySelector(".steps"), note: map.root.querySelector(".note") });
    this.root.hidden = this.note.hidden = !this.given;
    if (!this.given) return;
    Object.assign(this, { kept: {}, view: this, frames: new Map(), way: new Way(), whole: map.scene, places: new Places(this.given.n) });
    const here = (i) => { if (i === this.track.at) this.show(); };
    this.steps = new Steps(fetched, here, here);
    this.steps.take(this.given.places);
    this.title = make("span", "stepname");
    this.track = new Track(this, this);
    this.track.build([this.title], []);
    this.track.go(this.track.at);
    this.label();
  }

  get isShown() {
    return Boolean(this.frame);
  }

  get step() {
    return this.track.step.toLocaleString("en");
  }

  // --- as the track has its view --------------------------------------------------------------------------------------

  get unit() {
    return unitOfType();
  }

  listen(...given) {
    this.map.listen(...given);
  }

  send(name, value) {
    this.map.send(name, value);
  }

  label() {
    this.track.label();
  }

  ready(i) {
    return i === this.track.last || this.frames.has(i) || this.steps.isLost(i);
  }

  go(i) {
    write(this.title, `step ${this.step}`);
    this.track.curve.element.title = this.track.curve.say(i);       // the words beside it are left out here
    if (i !== this.track.last) this.steps.want(i);
    this.show();
  }

  arrange() {
    if (this.given) this.track.arrange(true);
  }

  stop() {
    if (!this.given) return;
    this.stopped = true;
    clearTimeout(this.timer);
    this.way.stop();
    this.track.stop();
    this.steps.stop();
  }

  // --- a step -----------------------------------------------------------------------------------------------------------

  // What is wanted now, as far as it is here.
  show() {
    if (!this.given) return;
    const { at, last } = this.track;
    this.why = at === last ? "" : this.whyNot(at);
    if (at === last || this.why) this.leave();
    else if (this.frames.has(at)) this.enter(at);
    else this.begin(at);
    this.root.classList.toggle("waits", at !== last && !this.why && this.frame !== this.frames.get(at));
    write(this.note, this.told);
  }

  whyNot(i) {
    const { decoder } = this.map;
    const model = decoder && !decoder.why ? this.steps.at(i) : null;        // which may find that its file is torn
    if (this.steps.isLost(i)) return lostStep(this.track.step);
    return decoder?.why ?? (model ? foreign(model, decoder, this.track.step) : "");
  }

  // One step at a time: what the hand has left meanwhile is finished and shown on the way, so that the map follows a drag.
  begin(i) {
    const { map } = this;
    const model = map.landing ? this.steps.at(i) : null;
    if (!model || this.drawing) return;
    const sheet = make("canvas");
    const picture = new Picture(model.header.shape);
    const columns = Math.ceil(Math.sqrt(this.given.n));
    const [width, height] = [picture.width, picture.height];
    Object.assign(sheet, { width: columns * width, height: Math.ceil(this.given.n / columns) * height });
    const context = sheet.getContext("2d");
    const frame = new Frame(map, model, this.given.n, (images, at) => {
      picture.draw(images, 0);
      context.drawImage(picture.canvas, (at % columns) * width, Math.floor(at / columns) * height);
    });
    frame.thumbs = Object.assign(new Thumbs({ width, height, columns }), { sheet });
    this.drawing = { i, frame };
    this.slice();
  }

  slice() {
    if (this.stopped) return;
    const { i, frame } = this.drawing;
    if (!frame.more(performance.now() + SLICE_MS)) {
      this.timer = setTimeout(() => this.slice());
      return;
    }
    this.drawing = null;
    this.frames.set(i, frame);
    if (this.frames.size > KEPT) this.frames.delete(this.frames.keys().next().value);
    if (this.track.at !== this.track.last) this.enter(i);
    this.show();
  }

  enter(i) {
    const { map, places } = this;
    const frame = this.frames.get(i);
    if (frame === this.frame) return;
    const from = this.isShown ? places.unit : map.places.unit.slice(0, 2 * this.given.n);
    this.frame = frame;
    places.unit = from;
    this.lay();
    map.setScene({ samples: samplesOf(map.samples, frame), places, thumbs: frame.thumbs });
    this.way.go(from, frame.unit(map.layouts, map.places), (unit) => {
      places.unit = unit;
      this.lay();
      map.look();
    });
  }

  leave() {
    if (!this.isShown) return;
    this.way.stop();
    this.frame = null;
    this.map.setScene(this.whole);
  }

  // --- places -----------------------------------------------------------------------------------------------------------

  // After the map has moved: another layout, another size.
  follow() {
    if (!this.isShown) return;
    this.way.stop();
    this.places.unit = this.frame.unit(this.map.layouts, this.map.places);
    this.lay();
    write(this.note, this.told);
  }

  lay() {
    const { width, height, zoom } = this.map.places;
    if (width) this.places.lay(width, height, zoom);
  }

  // After a change of the zoom.
  look() {
    if (this.isShown) this.places.look();
  }

  // --- words ------------------------------------------------------------------------------------------------------------

  get told() {
    const { map: { samples, layouts, decoder }, given: { n }, frame } = this;
    if (this.why) return this.why;
    if (!frame) return `The last step: the map itself. Another step draws ${n} of its samples anew, in this frame.`;
    const said = [`Step ${this.step}: samples 0 to ${n - 1} of seed ${samples.seed}, the last step faint below.`, this.how];
    if (frame.far && layouts.name !== "noise") {
      said.push(`Hollow: ${frame.far} unlike anything on the map (95 % of its own are nearer to another), whose places say little.`);
    }
    if (!decoder.gated && samples.K > 1) said.push(`Which ${samples.word} draws is left to chance, the same at every step.`);
    if (samples.classNames.length) said.push("Classes are those read at the last step.");
    return said.join(" ");
  }

  // How a sample found its place.
  get how() {
    const { layouts: { name }, decoder } = this.map;
    if (name === "noise") return `The noise is the same at every step: only pictures ${decoder.gated ? "and who draws them " : ""}change.`;
    const where = name === "pictures" ? "where its picture does on the last step's two axes"
      : "between those ten of the last step that its picture is most like";
    return `Each lies ${where}, so it moves only because its picture changed.`;
  }
}

// The samples as the step has them: the first n, drawn by whom the generator of then says; `then(i)`, the facts of that step alone.
function samplesOf(samples, frame) {
  const { n, expert, weight, isFar } = frame;
  return Object.assign(Object.create(samples), {
    n, expert, weight, isFar,
    mask: (isIn) => Uint8Array.from({ length: samples.n }, (_, i) => (i < n && isIn(i) ? 1 : 0)),
    then(i) {
      return [Samples.prototype.facts.call(this, i)[0], ...(isFar[i] ? ["unlike anything on the map"] : [])];
    },
    facts(i) {
      return [...this.then(i), ...samples.facts(i).slice(1).map((line) => `at the last step ${line}`)];
    },
  });
}
