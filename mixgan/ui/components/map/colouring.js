// What the points are coloured by: groups with a name, a colour and a shape, and the group of each sample.

import { rgb } from "../packet/packet.js";
import { STEPS } from "./samples.js";

const BOUNDS = [0.5, 0.8, 0.95, 0.99];              // of confidence: five steps of one hue
const CONFIDENCES = ["under 50 %", "50 to 80 %", "80 to 95 %", "95 to 99 %", "99 % and more"];

// -> { of(i), list: [{ name, short, colour, shape }] }. `by`: expert, class or confidence; `look`: the header's colours, shapes.
export function colouring(samples, by, look, dark) {
  const theme = dark ? "dark" : "light";
  if (by === "class") return byClass(samples, look.classColours[theme]);
  if (by === "confidence") return byConfidence(samples, dark);
  return byExpert(samples, look.colours[theme], look.shapes);
}

function byClass({ cls, classNames }, colours) {
  return { of: (i) => cls[i], list: classNames.map((name, c) => ({ name, short: name, colour: colours[c], shape: "circle" })) };
}

function byExpert({ expert, K, word }, colours, shapes) {
  const group = (k) => ({ name: expertName(word, k), short: shortName(k), colour: colours[k], shape: shapes[k] });
  return { of: (i) => expert[i], list: Array.from({ length: K }, (_, k) => group(k)) };
}

function byConfidence({ confidence }, dark) {
  const ends = dark ? [[240, 130, 70], [150, 150, 165], [74, 112, 176]] : [[196, 72, 24], [140, 140, 156], [110, 150, 210]];
  const mix = (t) => {
    const [a, b, u] = t < 0.5 ? [ends[0], ends[1], 2 * t] : [ends[1], ends[2], 2 * t - 1];
    return rgb(a.map((value, j) => Math.round(value + (b[j] - value) * u)));
  };
  const bounds = BOUNDS.map((bound) => bound * STEPS);
  return { of: (i) => bounds.filter((bound) => confidence[i] >= bound).length,
    list: CONFIDENCES.map((name, j) => ({ name, short: "", colour: mix(j / 4), shape: "circle" })) };
}
