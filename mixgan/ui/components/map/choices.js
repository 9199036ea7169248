// Above the map: colour, layout, a list that selects a group (the keyboard's lasso), the search, and Save.

import { expertName } from "../live/words.js";
import { make } from "../packet/packet.js";
import { MapSave } from "./save.js";
import { searchField } from "./search.js";

export const LAYOUT_WORDS = {
  umap: ["UMAP", "Neighbours stay neighbours; distances between far groups mean little"],
  pca: ["PCA", "The two principal components of the inner representation"],
  pictures: ["Pictures", "The two principal components of the pictures themselves"],
  noise: ["Noise", "The two directions of the noise in which the experts lie farthest apart"],
};

// `options`: [[value, text, hint?]]. `change(value)` when the hand takes another. `id`: of the map, since radios of one name are one choice in the whole page.
export function radios(map, title, options, chosen, change) {
  const group = make("div", "radios");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", title);
  group.append(make("span", "title", title));
  for (const [value, text, hint = ""] of options) {
    const label = make("label");
    label.title = hint;
    const input = make("input");
    Object.assign(input, { type: "radio", name: `${title}-${map.id}`, value, checked: value === chosen });
    map.listen(input, "change", () => change(value));
    label.append(input, make("span", "", text));
    group.append(label);
  }
  return group;
}

export class Choices {
  // `map`: samples, layouts, state, asks, setBy, setLayout.
  constructor(element, map) {
    const { samples: { word, classNames }, state, asks } = map;
    this.map = map;
    const colours = [["expert", word[0].toUpperCase() + word.slice(1)]];
    if (classNames.length) colours.push(["class", "Class"], ["confidence", "Confidence"]);
    this.groups = new GroupChoice(map, (mask, value) => asks.select(mask, { source: value }));
    this.layout = this.chooseLayout();
    element.replaceChildren(radios(map, "Colour", colours, state.by, (by) => { map.setBy(by); asks.sendView(); }),
      this.layout, this.groups.element, searchField(map, (text) => asks.find(text)), new MapSave(map).root);
  }

  chooseLayout() {
    const { layouts, asks } = this.map;
    const options = layouts.names.map((name) => [name, ...LAYOUT_WORDS[name]]);
    return radios(this.map, "Layout", options, layouts.name, (layout) => { this.map.setLayout(layout, true); asks.sendView(); });
  }

  showLayouts() {
    const before = this.layout;
    this.layout = this.chooseLayout();
    before.replaceWith(this.layout);
  }
}

class GroupChoice {
  // `choose(mask or null, value)`.
  constructor(map, choose) {
    const { samples } = map;
    this.element = make("label", "pickgroup");
    this.element.append(make("span", "title", "Select"));
    this.list = make("select");
    map.listen(this.list, "change", () => {
      const { value } = this.list;
      if (value === "") return choose(null);
      const [kind, at] = value.split(":");
      const { samples: shown } = map.scene;
      const of = kind === "class" ? shown.cls : shown.expert;
      choose(shown.mask((i) => of[i] === Number(at)), value);
    });
    this.element.append(this.list);
    this.add("", "Select …");
    for (let k = 0; k < samples.K; k++) this.add(`expert:${k}`, expertName(samples.word, k));
    samples.classNames.forEach((name, c) => this.add(`class:${c}`, `class ${name}`));
  }

  add(value, text) {
    const item = make("option", "", text);
    item.value = value;
    this.list.append(item);
  }

  // Something else was selected than a group of the list.
  clear() {
    this.list.value = "";
  }
}
