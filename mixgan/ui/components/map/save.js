// What can be taken away from the map: the map itself, what is selected with its recipe, the film along the line, the link.

import { copyLink, fileName, linkAddress } from "../live/link.js";
import { Menu } from "../live/menu.js";
import { filmOf } from "../live/png.js";
import { composed, recipeOf } from "../live/takeaway.js";
import { give } from "../live/vector.js";
import { mapSvg } from "./drawing.js";
import { selectionFile } from "./selection.js";

const PRINT_PX = 2400;                              // 20 cm in print
const FILM_SAVED_PX = 560;
const SAVED_FRAMES = 90;
const [SAVED_MS, SAVED_LAST_MS] = [66, 900];        // 15 pictures a second: six seconds along the line

export class MapSave {
  // `map`: the view, all of whose parts are there when the menu is opened.
  constructor(map) {
    this.map = map;
    const { recipe } = map.header;
    this.menu = new Menu(map, {
      text: "Save", key: "save", opened: () => this.rest(),
      items: {
        picture: ["The map, as PNG", () => this.picture()],
        drawing: ["The map, as SVG", () => this.drawing()],
        selection: ["The selection, with its recipe", () => this.selection()],
        film: ["The film along the line", () => this.film()],
        link: ["Copy the link", () => copyLink(recipe, (text) => map.say(text))],
      },
      note: "“python -m mixgan sample MODEL --selection FILE” draws new samples like those of a saved selection.",
    });
    this.root = this.menu.root;
    this.root.hidden = !recipe;
  }

  // What cannot be done now.
  rest() {
    const { items } = this.menu;
    items.selection.disabled = !this.map.state.selected;
    items.film.disabled = !this.map.film.isThere;
  }

  get recipe() {
    return this.map.header.recipe;
  }

  drawing() {
    give(mapSvg(this.map.canvas.scene(this.map)), "image/svg+xml", `${fileName(this.recipe)}.svg`);
    this.map.say("Saved as SVG.");
  }

  async picture() {
    const scene = this.map.canvas.scene(this.map);
    const picture = new Image();
    picture.src = `data:image/svg+xml,${encodeURIComponent(mapSvg(scene))}`;
    await picture.decode();
    const scale = PRINT_PX / picture.width;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: PRINT_PX, height: Math.round(scale * picture.height) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((file) => {
      give(file, "image/png", `${fileName(this.recipe)}.png`);
      this.map.say(`Saved: ${canvas.width} × ${canvas.height} px.`);
    }, "image/png");
  }

  selection() {
    const { map } = this;
    const { n_selected: count, ...file } = selectionFile(map, this.recipe, linkAddress(this.recipe));
    give(JSON.stringify(file), "application/json", `${fileName(this.recipe)}-selection.json`);
    map.say(`Saved: ${count.toLocaleString("en")} samples with their recipe.`);
  }

  async film() {
    const { film, decoder: { model }, say } = this.map;
    const shown = (t) => {
      const { inputs, a } = film.at(t);
      return { tiles: [{ draw: inputs, sample: a, at: [0, 0] }], moved: true };
    };
    const frames = Array.from({ length: SAVED_FRAMES }, (_, f) => ({ ms: f + 1 < SAVED_FRAMES ? SAVED_MS : SAVED_LAST_MS,
      picture: composed(model, shown(f / (SAVED_FRAMES - 1)), FILM_SAVED_PX) }));
    const file = await filmOf(frames, recipeOf(this.recipe, model, shown(0), frames[0].picture.scale, linkAddress(this.recipe)));
    give(file, "image/png", `${fileName(this.recipe)}-film.png`);
    say.call(this.map, `Saved: a film of ${SAVED_FRAMES} pictures, ${(file.length / 1024).toFixed(0)} KB. A browser plays it.`);
  }
}
