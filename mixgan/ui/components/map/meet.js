// What others of the page have for the map, whenever they come: the decoder, and the real pictures nearest to the picked sample.

import { REALS, THERE, WANTED } from "../decoder/calls.js";
import { Landing } from "./landing.js";

// `map`: header.of says which samples it has; decoder, landing and near are set; its parts are shown anew.
export function meet(map) {
  const mine = (take) => ({ detail }) => { if (detail.of === map.header.of) take(detail); };
  map.listen(window, THERE, mine((decoder) => {
    if (decoder.id === map.decoder?.id) return;
    map.decoder = decoder;
    if (!decoder.why) map.landing = new Landing(decoder.landing);
    if (!decoder.why) map.addLayouts(decoder.spaces);
    for (const part of [map.card, map.anew, map.film, map.earlier]) part.show();
  }));
  map.listen(window, REALS, mine((near) => {
    map.near = near;
    map.card.show();
  }));
  window.dispatchEvent(new CustomEvent(WANTED, { detail: map.header.of }));
}
