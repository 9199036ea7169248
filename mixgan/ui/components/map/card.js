// One sample: beside the pointer while it is over it, on a card once it is picked: large, whose it is, and its noise in all hands.

import { Picture, wholeFactor } from "../live/picture.js";
import { expertName, plural, shortName } from "../live/words.js";
import { fitCanvas, make } from "../packet/packet.js";

const TIP_PX = 84;
const CARD_PX = 168;
const LAST_PX = 84;
const EACH_PX = 30;                                 // a picture of the same noise in another hand
const AWAY_PX = 16;                                 // from the point to its tip
const MOST_NAMED = 3;                               // experts, by weight
const LEAST_NAMED = 0.01;                           // weight

export class MapTip {
  constructor({ samples, places }, thumbs) {
    Object.assign(this, { samples, places, thumbs });
    this.element = make("div", "tip");
    this.picture = make("canvas");
    this.text = make("div");
    this.element.append(this.picture, this.text);
  }

  show(i, x, y) {
    this.put(this.thumbs, i, [`Sample ${i}`, ...this.samples.facts(i)], x, y);
  }

  showReal(reals, j, x, y) {
    this.put(reals.thumbs, j, ["Real picture, held out", ...reals.facts(j, this.samples)], x, y);
  }

  put(thumbs, at, lines, x, y) {
    const { element, places } = this;
    this.picture.hidden = !thumbs.sheet;
    thumbs.draw(this.picture, at, TIP_PX);
    this.text.replaceChildren(...lines.map((text) => make("div", "", text)));
    element.classList.add("on");
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = x + AWAY_PX + width > places.width ? x - AWAY_PX - width : x + AWAY_PX;
    const top = Math.max(0, Math.min(y - height / 2, places.height - height));
    element.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }

  hide() {
    this.element.classList.remove("on");
  }
}

export class Card {
  // `map`: samples, state, header, decoder (null until it comes).
  constructor(element, map, close) {
    Object.assign(this, { element, map, close });
  }

  show() {
    const { element, map: { state: { picked }, decoder, earlier, samples } } = this;
    element.replaceChildren();
    element.classList.toggle("on", picked >= 0);
    if (picked < 0) return;
    const shown = this.map.samplesOf(picked);
    const isEarlier = shown !== samples;
    const live = decoder && !decoder.why && !isEarlier;
    const facts = isEarlier ? shown.then(picked) : shown.facts(picked);
    const canvas = live ? this.drawn(picked) : this.stored(picked);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", facts.join(", "));
    const text = make("div", "facts");
    const name = isEarlier ? `Sample ${picked}, step ${earlier.step}` : `Sample ${picked}`;
    text.append(make("strong", "", name), ...facts.map((line) => make("div", "", line)));
    if (live) text.append(...this.weights(picked).map((line) => make("div", "", line)));
    const close = make("button", "clear", "Close");
    close.type = "button";
    close.addEventListener("click", this.close);
    text.append(close);
    element.append(canvas, text);
    if (live && decoder.header.n_experts > 1) element.append(this.hands(picked));
    element.append(isEarlier ? this.last(picked) : this.reals(picked));
  }

  // The real pictures nearest to it, once the server has found them.
  reals(i) {
    const { near } = this.map;
    const block = make("div", "hands");
    if (near?.index !== i) return block;
    if (near.why) block.append(make("div", "title", near.why));
    else {
      const { width, height, picture, distances } = near;
      const scale = wholeFactor(Math.max(width, height), EACH_PX) || 1;
      const far = distances.map((one) => one.toFixed(2)).join(", ");
      const named = `Nearest of ${near.n.toLocaleString("en")} real training pictures, in pixels: ${far}`;
      const row = make("div", "handrow");
      distances.forEach((_, at) => {
        const canvas = make("canvas");
        const [w, h] = [width * scale, height * scale];
        fitCanvas(canvas, w, h).drawImage(picture, at * width, 0, width, height, 0, 0, w, h);
        row.append(canvas);
      });
      row.setAttribute("role", "img");
      row.setAttribute("aria-label", named);
      block.append(make("div", "title", named), row);
    }
    return block;
  }

  // What the last step made of the same noise.
  last(i) {
    const { samples, thumbs } = this.map;
    const block = make("div", "hands");
    const canvas = make("canvas");
    thumbs.draw(canvas, i, LAST_PX);
    const facts = samples.facts(i).join(", ");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `at the last step: ${facts}`);
    const row = make("div", "handrow");
    row.append(canvas, make("div", "", facts));
    block.append(make("div", "title", "The same noise at the last step"), row);
    return block;
  }

  stored(i) {
    const { map } = this;
    const canvas = make("canvas");
    (map.samplesOf(i) === map.samples ? map : map.scene).thumbs.draw(canvas, i, CARD_PX);
    return canvas;
  }

  inputs(i, mixtures) {
    const { decoder, samples } = this.map;
    const inputs = decoder.inputs(decoder.noise(i), i, samples.expert[i]);
    return mixtures ? { ...inputs, mixtures } : inputs;
  }

  drawn(i) {
    const { decoder } = this.map;
    return pictureOf(decoder, decoder.model.run(this.inputs(i), ["images"]).images, 0, CARD_PX);
  }

  // Whoever else had a share in it, and in a tree the gates on the way to the one that had most; nothing where one draws alone.
  weights(i) {
    const { decoder, samples: { word, expert } } = this.map;
    const { header, model } = decoder;
    if (header.chooses || header.n_experts < 2) return [];
    const { weights, gates } = model.run(this.inputs(i), header.tree ? ["weights", "gates"] : ["weights"]);
    const others = [...weights.keys()].filter((k) => k !== expert[i] && weights[k] >= LEAST_NAMED)
      .sort((a, b) => weights[b] - weights[a]).slice(0, MOST_NAMED);
    const lines = others.map((k) => `${expertName(word, k)}, weight ${weights[k].toFixed(2)}`);
    return header.tree ? [...lines, pathTo(expert[i], header.tree, gates)] : lines;
  }

  hands(i) {
    const { decoder, samples: { word, expert }, header } = this.map;
    const K = decoder.header.n_experts;
    const alone = Float32Array.from({ length: K * K }, (_, at) => (at % (K + 1) ? 0 : 1));
    const { images } = decoder.model.run(this.inputs(i, alone), ["images"]);
    const block = make("div", "hands");
    block.append(make("div", "title", `The same noise through all ${K} ${plural(word)}`));
    const row = make("div", "handrow");
    for (let k = 0; k < K; k++) {
      const figure = make("figure", k === expert[i] ? "own" : "");
      const canvas = pictureOf(decoder, images, k, EACH_PX);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", expertName(word, k));
      figure.style.setProperty("--mark", header.colours[this.map.theme][k]);
      figure.append(canvas, make("figcaption", "", shortName(k)));
      row.append(figure);
    }
    block.append(row);
    return block;
  }
}

// A canvas with the row of `images`, as large as whole factors let it be in `room` px.
export function pictureOf(decoder, images, row, room) {
  const picture = new Picture(decoder.header.shape);
  picture.scale(wholeFactor(Math.max(picture.width, picture.height), room) || 0.5);
  picture.draw(images, row);
  return picture.canvas;
}

// "path R 0.99, L 0.87": the turn at every gate on the way to a leaf, and its probability.
function pathTo(leaf, depth, gates) {
  const turns = [];
  for (let level = 0, node = 0; level < depth; level++) {
    const right = (leaf >> (depth - 1 - level)) & 1;
    turns.push(`${right ? "R" : "L"} ${(right ? 1 - gates[node] : gates[node]).toFixed(2)}`);
    node = 2 * node + 1 + right;
  }
  return `path ${turns.join(", ")}`;
}
