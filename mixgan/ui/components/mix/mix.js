// A mixture by hand: every expert has a share (parts of the whole) and a spread; the samples follow while a thumb moves.
// Sends, when the hand comes to rest: mix {parts: (K), levels: (K)}.

import { Draws } from "../live/draws.js";
import { mountLive } from "../live/live.js";
import { argmax } from "../live/mixture.js";
import { button, setProperty, write } from "../live/parts.js";
import { Picture, readStrip, wholeFactor } from "../live/picture.js";
import { expertName, percent, plural, shortName } from "../live/words.js";
import { make } from "../packet/packet.js";
import { expertLogits, route } from "../experts/routing.js";

const PARTS = { most: 20, usual: 10 };
const SPREADS = { most: 23, usual: 8 };             // level / 8, as on the Covariance page
const FRAME_PX = 3;
const SMALL_PX = 60;                                // the most that a picture may take in a usual window
const AROUND_PX = 330;                              // of the window: what stands above and below four rows

export default function (component) {
  return mountLive(component, ".mix", MixView);
}

class MixView {
  constructor(live) {
    const { given, model } = live;
    Object.assign(this, { live, given, model, K: model.header.n_experts });
    this.draws = new Draws(given.draws, model.header);
    this.parts = this.numbers("parts", PARTS);
    this.levels = this.numbers("levels", SPREADS);
    this.word = given.expert_word ?? "expert";
    // of a model too large for the page: the logits of these draws, and their pictures as the server drew them last
    this.logits = given.logits ?? null;
    this.stored = null;
  }

  numbers(name, { most, usual }) {
    const given = this.live.carried(name, []);
    return Array.from({ length: this.K }, (_, k) => Math.min(most, Math.max(0, Math.round(given[k] ?? usual))));
  }

  shown() {
    if (this.given.pictures || !this.weights) return null;
    const tiles = this.samples.map(({ frame, j }) => ({
      draw: { ...this.draws.at(j), spread: this.spread, mixtures: this.weights[j] }, sample: j, element: frame }));
    return { tiles, columns: 8, moved: false };
  }

  keep() {
    return { parts: this.parts, levels: this.levels };
  }

  // --- structure ----------------------------------------------------------------------------------------------------

  build() {
    const { root } = this.live;
    this.reset = button(this.live, "Back to the model's own mixture", "reset", () => {
      this.parts.fill(PARTS.usual);
      this.levels.fill(SPREADS.usual);
      this.changed(true, "The model's own mixture.");
    });
    this.equal = button(this.live, this.given.odds ? "Equal odds" : "Equal shares", "equal", () => {
      this.parts.fill(PARTS.usual);
      this.changed(true, `${this.equal.textContent}.`);
    });
    root.querySelector(".bar").replaceChildren(this.reset, this.equal, make("span", "meter"));
    this.rows = Array.from({ length: this.K }, (_, k) => this.row(k));
    root.querySelector(".hands").replaceChildren(this.head(), ...this.rows.map((row) => row.element));
    this.whole = root.querySelector(".whole");
    this.stripes = this.rows.map((_, k) => {
      const stripe = make("span", "stripe", shortName(k));
      stripe.style.setProperty("--mark", `var(--expert-${k})`);
      return stripe;
    });
    this.whole.replaceChildren(...this.stripes);
    this.sheet = root.querySelector(".sheet");
    this.sheet.replaceChildren();
    this.samples = this.draws.noise.map((_, j) => {
      const picture = new Picture(this.model.header.shape);
      const frame = make("div", "cell");
      const maker = make("div", "maker");
      frame.append(picture.canvas, maker);
      this.sheet.append(frame);
      return { ...this.live.addCell({ picture, j }), frame, maker };
    });
    this.showHands();
    this.readPictures();
  }

  async readPictures() {
    const { pictures, columns } = this.given;
    if (!pictures) return;
    const { width, height } = this.samples[0].picture;
    this.stored = await readStrip(pictures, this.draws.n, width, height, columns);
    if (!this.live.stopped) this.live.invalidate();
  }

  // Whether the server's pictures are of another mixture than the hand has set: they come when it rests.
  get waiting() {
    const { drawn } = this.given;
    return Boolean(drawn) && JSON.stringify(drawn) !== JSON.stringify({ parts: this.parts, levels: this.levels });
  }

  head() {
    const row = make("div", "row head");
    row.setAttribute("aria-hidden", "true");
    row.append(make("span"), make("span", "", this.given.odds ? "odds" : "share"), make("span"), make("span", "", "spread"), make("span"));
    return row;
  }

  row(k) {
    const name = this.given.rows?.[k] ?? expertName(this.word, k);
    const element = make("div", "row");
    element.style.setProperty("--mark", `var(--expert-${k})`);
    const label = make("div", "label");
    const only = button(this.live, "", `only-${k}`, () => this.only(k, name));
    only.title = `only ${name}`;
    only.setAttribute("aria-label", only.title);
    only.append(this.live.mark(k), make("b", "", shortName(k)));
    label.append(only);
    const part = this.slider(`part-${k}`, `${this.given.odds ? "odds" : "share"} of ${name}`, PARTS.most, (value, done) => {
      this.parts[k] = value;
      this.changed(done, `${name}: ${this.given.odds ? `odds ${this.counts(k)}` : `${this.counts(k)} of the mixture`}.`);
    });
    const level = this.slider(`level-${k}`, `spread of ${name}`, SPREADS.most, (value, done) => {
      this.levels[k] = value;
      this.changed(done, `${name}: spread × ${(value / 8).toFixed(2)}.`);
    });
    const [share, spread] = [make("span", "value"), make("span", "value")];
    element.append(label, part, share, level, spread);
    return { element, part, level, share, spread, name };
  }

  // A native range; `act(value, done)`.
  slider(key, label, most, act) {
    const input = make("input");
    Object.assign(input, { type: "range", min: 0, max: most, step: 1 });
    input.dataset.key = key;
    input.setAttribute("aria-label", label);
    this.live.listen(input, "input", () => act(Number(input.value), false));
    this.live.listen(input, "change", () => act(Number(input.value), true));
    return input;
  }

  // --- sizes --------------------------------------------------------------------------------------------------------

  arrange() {
    const { width, height, root } = this.live;
    const phone = width < 560;
    root.classList.toggle("phone", phone);
    root.classList.toggle("beside", width >= 820);
    const { picture } = this.samples[0];
    const columns = phone ? 4 : 8;
    const high = Math.max(SMALL_PX, (window.innerHeight - AROUND_PX) / 4 - 30);
    const room = Math.min(high, (width - (width >= 820 ? 350 : 0)) / columns - 2 * FRAME_PX - 2);
    const lay = (factor) => { for (const sample of this.samples) sample.picture.scale(factor); };
    this.sheet.style.gridTemplateColumns = `repeat(${columns}, max-content)`;
    if (height) this.live.fit(lay);
    else lay(wholeFactor(Math.max(picture.width, picture.height), room) || 1);
  }

  // --- a frame ------------------------------------------------------------------------------------------------------

  shares() {
    const total = this.parts.reduce((sum, part) => sum + part, 0);
    return this.parts.map((part) => part / total);
  }

  // A prior is what the hand sets; of a gate it multiplies the odds, and the noise has its say too.
  counts(k) {
    const share = this.shares()[k];
    return this.given.odds ? `× ${(this.K * share).toFixed(2)}` : percent(share);
  }

  prepare() {
    // once a model and a seed: the hand moves shares and spreads, never the noise
    this.logits ??= this.draws.noise.map((_, j) => expertLogits(this.model, this.draws.at(j)));
    const bias = this.shares().map((share) => Math.log(this.K * share));
    const own = (logits) => Array.from(logits, (value, k) => value + bias[k]);
    const off = new Set(this.parts.flatMap((part, k) => (part === 0 ? [k] : [])));
    this.weights = this.logits.map((logits, j) => route(own(logits), this.draws.at(j).chance, off));
    this.spread = this.levels.map((level) => level / 8);
  }

  paint({ picture, j }) {
    if (this.given.pictures) {
      if (this.stored) picture.drawStored(this.stored[j]);
      return;
    }
    const { images } = this.model.run({ ...this.draws.at(j), spread: this.spread, mixtures: this.weights[j] }, ["images"]);
    picture.draw(images, 0);
  }

  finish() {
    this.sheet.classList.toggle("waiting", this.waiting);
    this.samples.forEach(({ frame, maker }, j) => {
      const k = argmax(this.weights[j]);
      setProperty(frame, "--mark", `var(--expert-${k})`);
      write(maker, shortName(k));
    });
    const used = this.parts.map((_, k) => this.weights.reduce((sum, weights) => sum + weights[k], 0) / this.draws.n);
    this.stripes.forEach((stripe, k) => setProperty(stripe, "flex-grow", used[k].toFixed(3)));
    this.used = used;
  }

  // --- words --------------------------------------------------------------------------------------------------------

  showHands() {
    this.rows.forEach((row, k) => {
      row.part.value = this.parts[k];
      row.level.value = this.levels[k];
      write(row.share, this.counts(k));
      write(row.spread, `× ${(this.levels[k] / 8).toFixed(2)}`);
      row.part.setAttribute("aria-valuetext", this.counts(k));
      row.level.setAttribute("aria-valuetext", `${(this.levels[k] / 8).toFixed(2)} of the trained spread`);
      row.element.classList.toggle("none", this.parts[k] === 0);
    });
    this.equal.hidden = this.parts.every((part) => part === this.parts[0]);
    this.reset.hidden = this.parts.every((part) => part === this.parts[0]) && this.levels.every((l) => l === SPREADS.usual);
  }

  label() {
    const n = this.draws.n;
    const used = this.used.map((share, k) => `${expertName(this.word, k)} ${percent(share)}`);
    this.picture(this.whole, `of these ${n} samples: ${used.join(", ")}`);
    this.picture(this.sheet, `${n} samples of the mixture of ${this.K} ${plural(this.word)}`);
  }

  // A picture without words is a fault of its own, so an element becomes one only with its label.
  picture(element, label) {
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
  }

  // --- what the hand does -------------------------------------------------------------------------------------------

  // A second time all of them again.
  only(k, name) {
    const alone = this.parts.every((part, other) => (part > 0) === (other === k));
    this.parts.fill(alone ? PARTS.usual : 0);
    this.parts[k] = PARTS.usual;
    this.changed(true, alone ? `${this.equal.textContent}.` : `Only ${name}.`);
  }

  changed(done, message) {
    if (this.parts.every((part) => part === 0)) {
      // the last share stays: a mixture of nothing draws nothing
      const last = this.rows.findIndex((row) => Number(row.part.value) === 0 && row.part === this.focused());
      this.parts[Math.max(0, last)] = 1;
      this.refused = `At least one ${this.word} is kept.`;
    }
    this.showHands();
    this.live.invalidate();
    if (!done) return;
    this.live.say(this.refused ?? message);
    this.refused = null;
    this.live.settle();
    this.live.send("mix", { parts: [...this.parts], levels: [...this.levels] });
  }

  focused() {
    return this.live.root.getRootNode().activeElement;
  }
}
