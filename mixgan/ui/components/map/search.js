// What is looked for: a class, an expert, a sample's number, or several of them at once ("leaf 3 7").

import { expertName, plural, shortName } from "../live/words.js";
import { make } from "../packet/packet.js";

// -> { pick } a sample, { isIn } which samples, or { none } a sentence. A number alone is a class where one is called so.
export function readQuery(text, samples) {
  const { n, K, word, classNames } = samples;
  const left = text.trim().toLowerCase().replace(/\s+/g, " ");
  const number = left.match(/^(?:#|sample )(\d+)$/);
  if (number) return numbered(Number(number[1]), n);
  const tests = [];
  const expert = new RegExp(`(?:^| )(?:(?:${word.toLowerCase()}|expert) ?e?|e) ?(\\d+)(?= |$)`);
  const drawn = left.match(expert);
  if (drawn) {
    const k = Number(drawn[1]) - 1;
    if (k < 0 || k >= K) return { none: `There is no ${expertName(word, k)}: this model has ${K} ${K > 1 ? plural(word) : word}.` };
    tests.push((i) => samples.expert[i] === k);
  }
  const rest = left.replace(expert, " ").replace(/(?:^| )class (?=\S)/, " ").trim();
  if (rest) {
    const c = classNames.findIndex((name) => name.toLowerCase() === rest);
    const begun = classNames.findIndex((name) => name.toLowerCase().startsWith(rest));
    if (c < 0 && !tests.length && /^\d+$/.test(rest)) return numbered(Number(rest), n);
    if (c < 0 && begun < 0) return { none: `Nothing here is called “${text.trim()}”: ${whatIsThere(samples)}.` };
    const found = c < 0 ? begun : c;
    tests.push((i) => samples.cls[i] === found);
  }
  return tests.length ? { isIn: (i) => tests.every((test) => test(i)) } : {};
}

function numbered(i, n) {
  return i < n ? { pick: i } : { none: `There is no sample ${i}: the map has those from 0 to ${n - 1}.` };
}

function whatIsThere({ n, word, K, classNames }) {
  const classes = classNames.length ? `a class (${classNames.slice(0, 3).join(", ")} …), ` : "";
  return `give ${classes}${expertName(word, 0)} to ${shortName(K - 1)}, or a sample from #0 to #${n - 1}`;
}

// `find(text)` when Enter is pressed, or a suggestion taken.
export function searchField(map, find) {
  const { samples } = map;
  const label = make("label", "search");
  const input = make("input");
  const known = make("datalist");
  known.id = `known-${map.id}`;
  const experts = Array.from({ length: samples.K }, (_, k) => expertName(samples.word, k));
  const names = [...samples.classNames.map((name) => `class ${name}`), ...experts];
  for (const name of names) known.append(Object.assign(make("option"), { value: name }));
  Object.assign(input, { type: "search", placeholder: `Find #120, ${expertName(samples.word, 0)}` });
  input.setAttribute("list", known.id);
  map.listen(input, "change", () => find(input.value));
  label.append(make("span", "title", "Find"), input, known);
  return label;
}
