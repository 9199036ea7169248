// What a view shows, as pictures of its own and as the recipe that draws them again (mixgan/store/picture_recipe.py).
//
// A view's `shown()`: { tiles: [{ draw, sample, element, at? }], columns?, moved, hand } or null where nothing can be saved. `draw`:
// the engine's inputs, all of them, so that what is saved is what the recipe says; `sample`: its number in the seed; `label`: the class
// that it was asked for, where tiles differ in that; `element`: what
// it stands in on the page; `at`: place [x, y] in px at scale 1, else `columns` a row; `size`: of all places, where some may be empty;
// `moved`: the noise is not the seed's own. A stored sheet has `pixels` in place of `draw`, and is `still`.
// A view of several models has a list of those, and of each the `model`, the `basis` of its recipe, and what `asked`: { sentence },
// or { condition: a picture as png.js takes them }.

import { pixelsOf } from "./picture.js";
import { pngOf } from "./png.js";

export const APART_PX = 2;                         // between pictures
const PAPER = 255;                                  // between the pictures: these are printed and put on slides
const LARGEST_PX = 4096;                               // of a side, as mixgan/pictures.py has it

// Each tile with its place, and the sides of all of them together.
export function laidOut({ tiles, columns = tiles.length, size }, [, height, width]) {
  const placed = tiles.map((tile, i) => ({
    ...tile, at: tile.at ?? [(i % columns) * (width + APART_PX), Math.floor(i / columns) * (height + APART_PX)] }));
  const [right, bottom] = size ?? [0, 1].map((axis) => Math.max(...placed.map(({ at }) => at[axis])) + [width, height][axis]);
  return { placed, width: right, height: bottom };
}

// The whole factor that brings a side of `native` px nearest below `wanted`.
export function printFactor(native, wanted) {
  return Math.max(1, Math.floor(Math.min(wanted, LARGEST_PX) / native));
}

// { width, height, channels, data } of all tiles, so wide as `wanted` px allow.
export function composed(model, shown, wanted) {
  const { shape } = model.header;
  const [channels, h, w] = shape;
  const { placed, width, height } = laidOut(shown, shape);
  const scale = printFactor(Math.max(width, height), wanted);
  const data = new Uint8Array(width * height * channels * scale * scale).fill(PAPER);
  const row = width * scale * channels;
  for (const { draw, pixels: stored, at: [left, top] } of placed) {
    const pixels = stored ?? pixelsOf(model.run(draw, ["images"]).images, 0, channels * h * w);
    for (let y = 0; y < h; y++) {
      const from = (top + y) * scale * row + left * scale * channels;
      for (let x = 0; x < w * scale; x++) {
        const pixel = (y * w + Math.floor(x / scale)) * channels;
        for (let c = 0; c < channels; c++) data[from + x * channels + c] = pixels[pixel + c];
      }
      const line = data.subarray(from, from + w * scale * channels);
      for (let copy = 1; copy < scale; copy++) data.set(line, from + copy * row);
    }
  }
  return { width: width * scale, height: height * scale, channels, data, scale };
}

// JSON of the recipe. `basis`: { model, fingerprint, family, page, seed, label } of the page; `link`: that opens it as it is.
export function recipeOf(basis, model, shown, scale, link) {
  const { placed, width, height } = laidOut(shown, model.header.shape);
  const draws = placed.map(({ draw }) => draw ?? {});
  const samples = placed.map(({ sample }) => sample);
  const labels = placed.map(({ label }) => label);
  const { spread } = draws[0];
  const recipe = {
    version: 1, ...basis, by: shown.still ? "stored sheet" : "page", link, n: Math.max(...samples) + 1, samples, places: placed.map(({ at }) => at),
    ...(labels.some((label) => label === undefined) ? {} : { labels }),
    size: [width, height], scale, background: PAPER, hand: shown.hand ?? {},
    noise: shown.moved ? base64Rows(draws.map(({ noise }) => noise)) : "",
    weights: draws.every(({ mixtures }) => mixtures) ? base64Rows(draws.map(({ mixtures }) => mixtures)) : "",
    spread: spread === undefined ? null : Array.from(spread),
  };
  return JSON.stringify(recipe);
}

// What asked, as a recipe has it.
export async function askedOf({ condition, ...others } = {}) {
  return condition ? { condition: base64Of(await pngOf(condition)) } : others;
}

// Of float32, row after row.
function base64Rows(rows) {
  return base64Of(new Uint8Array(Float32Array.from(rows.flatMap((row) => Array.from(row))).buffer));
}

function base64Of(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

// For views of draws: where the pad stands, if it was moved.
export function padHand({ pad: [a, b] }) {
  return a || b ? { pad: [a, b] } : {};
}
