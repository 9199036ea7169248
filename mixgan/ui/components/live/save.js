// What can be taken away from a view, in one menu: all of it or one picture as PNG with its recipe, a drag as a film, the link.

import { escapeCloses } from "./closing.js";
import { copyLink, fileName, linkAddress } from "./link.js";
import { Menu } from "./menu.js";
import { button, write } from "./parts.js";
import { filmOf, pngOf } from "./png.js";
import { Recorder } from "./recorder.js";
import { askedOf, composed, recipeOf } from "./takeaway.js";
import { give, svgOf } from "./vector.js";

const SHEET_PX = 2400;                              // 20 cm in print
const PICTURE_PX = 560;
const FILM_WIDE_PX = 720;

// The menu of a live view that has `shown()` and whose page gives the `recipe` it starts from.
export class SaveMenu {
  constructor(live) {
    this.live = live;
    this.menu = new Menu(live, {
      text: "Save", key: "save", opened: () => this.rest(),
      items: {
        sheet: ["All pictures, for print", () => this.sheet()],
        one: ["One picture: click it", () => this.pick(true)],
        film: ["Record a drag", () => this.record()],
        drawing: ["As drawn here, as SVG", () => this.drawing()],
        link: ["Copy the link", () => copyLink(live.given.recipe, (text) => live.say(text))],
      },
      note: "Each PNG holds what made it. “python -m mixgan show FILE” says it, and draws it again.",
    });
    this.root = this.menu.root;
    this.stop = button(live, "", "save-stop", () => this.endFilm());
    this.stop.classList.add("recording");
    this.stop.hidden = true;
    this.root.insertBefore(this.stop, this.menu.panel);
    this.listen();
  }

  listen() {
    const { live } = this;
    escapeCloses(live, () => this.picking, () => {
      this.pick(false);
      this.menu.open.focus();
    });
    for (const name of ["pointerdown", "click"]) live.listen(live.root, name, (event) => this.picked(event), true);
  }

  // What cannot be done now.
  rest() {
    const { items } = this.menu;
    const sheets = this.sheets();
    for (const name of ["sheet", "one", "film"]) items[name].disabled = !sheets.length;
    items.film.hidden = sheets.some(({ still }) => still);
  }

  // Of each model that the view shows; none where it stands on stored means, which no noise makes.
  sheets() {
    return [this.live.view.shown()].flat().filter((shown) => shown?.tiles.length);
  }

  modelOf(shown) {
    return shown.model ?? this.live.model;
  }

  basisOf(shown) {
    return shown.basis ?? this.live.given.recipe;
  }

  composed(shown, wanted) {
    return composed(this.modelOf(shown), shown, wanted);
  }

  async recipe(shown, scale) {
    const basis = { ...this.basisOf(shown), ...(await askedOf(shown.asked)) };
    return recipeOf(basis, this.modelOf(shown), shown, scale, linkAddress(this.live.given.recipe));
  }

  // --- pictures -----------------------------------------------------------------------------------------------------

  async png(shown, wanted, name = "") {
    const picture = this.composed(shown, wanted);
    const recipe = await this.recipe(shown, picture.scale);
    give(await pngOf(picture, recipe), "image/png", `${fileName(this.basisOf(shown))}${name}.png`);
    return `${picture.width} × ${picture.height} px`;
  }

  // A recipe is of one model: each has a file of its own.
  async sheet() {
    const said = [];
    for (const shown of this.sheets()) said.push(await this.png(shown, SHEET_PX));
    this.live.say(`Saved: ${said.join(" and ")}.`);
  }

  // Lines and words too, for slides and print; a drawing holds no recipe.
  drawing() {
    const { live } = this;
    const { root, given } = live;
    give(svgOf(root, getComputedStyle(root).getPropertyValue("--st-background-color")), "image/svg+xml", `${fileName(given.recipe)}.svg`);
    live.say("Saved as SVG.");
  }

  pick(on) {
    this.picking = on;
    this.live.root.classList.toggle("picking", on);
    if (on) this.live.say("Click the picture to save. Escape leaves it.");
  }

  // While a picture is picked no click reaches the view.
  async picked(event) {
    if (!this.picking || event.composedPath().includes(this.root)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type !== "click") return;
    const path = event.composedPath();
    const under = ({ element }) => path.includes(element);
    const shown = this.sheets().find(({ tiles }) => tiles.some(under));
    if (!shown) {
      this.live.say("No sample stands there: choose another picture, or press Escape.");
      return;
    }
    const tile = shown.tiles.find(under);
    this.pick(false);
    const said = await this.png({ ...shown, tiles: [{ ...tile, at: [0, 0] }], size: undefined }, PICTURE_PX, `-sample${tile.sample}`);
    this.live.say(`Saved: ${said}.`);
  }

  // --- films --------------------------------------------------------------------------------------------------------

  record() {
    this.recorder = new Recorder(() => this.endFilm());
    this.saw();
    this.showFilming(true);
    this.stop.focus({ preventScroll: true });
    this.live.say("Recording: move the pad or a slider. It ends by itself after ten seconds.");
  }

  showFilming(on) {
    this.stop.hidden = !on;
    this.menu.open.hidden = on;
    this.live.root.classList.toggle("filming", on);
  }

  // After every frame of the view.
  saw() {
    if (!this.recorder) return;
    this.recorder.saw(() => this.sheets(), performance.now());
    write(this.stop, `Stop and save: ${this.recorder.frames.length}`);
  }

  async endFilm() {
    const { live, recorder } = this;
    this.recorder = null;
    this.showFilming(false);
    const seen = recorder.timed();
    const said = [];
    for (const first of seen[0]?.shown ?? []) said.push(await this.film(first, seen));
    if (said.length) live.say(`Saved: ${said.join(" and ")}. A browser plays it.`);
  }

  // Of the model that `first` is of, as long as it was seen.
  async film(first, seen) {
    const frames = seen.flatMap(({ shown, ms }) => shown.filter(({ basis }) => basis === first.basis)
      .map((one) => ({ picture: this.composed(one, FILM_WIDE_PX), ms })));
    const file = await filmOf(frames, await this.recipe(first, frames[0].picture.scale));
    give(file, "image/png", `${fileName(this.basisOf(first))}-film.png`);
    return `a film of ${frames.length} pictures, ${(file.length / 1024).toFixed(0)} KB`;
  }
}
