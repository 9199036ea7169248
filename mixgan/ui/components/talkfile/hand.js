// What the hand has set, as a component sends it (`said`: name, value -> words of the address) and as it takes it up again
// (`kept`: the address -> what a live view kept; `header`: what the header of another packet says).

import { drawnOf, drawnText } from "./drawn.js";

const numbers = (text) => text.split(",").map(Number);
const whole = (text) => (/^\d{1,6}$/.test(text ?? "") ? Number(text) : null);
const all = (list, test) => (list.every(test) ? list : null);
const only = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined));

const pad = {
  said: ([a, b]) => ({ pad: a || b ? `${a},${b}` : null }),
  kept: ({ pad: text }) => (text && all(numbers(text), (v) => Math.abs(v) <= 3)?.length === 2 ? numbers(text) : null),
};

const drawing = {
  said: (found) => ({ drawn: found ? drawnText(found) : null }),
  kept: ({ drawn: text }, { draw, draws, rows, shapes }) => (draw && text ? drawnOf(text, draws.noise[0].length, (rows ?? shapes).length) : null),
};

// --- the tree --------------------------------------------------------------------------------------------------------

const GATE = /^([LR]*)-([LR]|\d{1,3})$/;
const gateAt = (path) => [...path].reduce((node, side) => 2 * node + (side === "L" ? 1 : 2), 0);

function forced(text) {
  const gates = text?.split(",").map((part) => GATE.exec(part)) ?? null;
  return gates && all(gates, Boolean) && gates.map(([, path, side]) => [gateAt(path), side]);
}

const MODE = /^(?:(average)|(class)-(\d{1,3}))$/;

const Tree = {
  said: {
    pad: pad.said,
    drawn: drawing.said,
    node: (path) => ({ node: path || "root" }),
    draw: (at, { first }) => ({ z: first + at }),
    override: (held) => ({ hold: Object.entries(held).map(([path, side]) => `${path}-${side}`).join(",") }),
    dial: (temperature) => ({ dial: temperature === 1 ? null : temperature }),
    mode: ({ mode, cls }) => ({ pictures: { average: "average", class: `class-${cls}` }[mode] ?? null }),
    push: (push) => ({ push: push ? `${push.t}${push.keep ? "-keep" : ""}` : null }),
    morph: (morph, { first }) => ({ morph: morph ? `${first + morph.to}-${morph.t}` : null }),
  },
  kept(query, view) {
    const { first, draws, classes } = view;
    const at = whole(query.z) === null ? null : whole(query.z) - first;
    const [, average, , named] = MODE.exec(query.pictures ?? "") ?? [];
    const cls = Number(named) < (classes?.names.length ?? 0) ? Number(named) : null;
    const dial = query.dial === undefined ? null : Number(query.dial);
    const [, other, t] = /^(\d{1,6})-(0?\.\d{1,4}|1)$/.exec(query.morph ?? "") ?? [];
    const to = Number(other) - first;
    const push = /^(\d(?:\.\d{1,4})?)(-keep)?$/.exec(query.push ?? "");
    return {
      pad: pad.kept(query), drawn: drawing.kept(query, view), forced: forced(query.hold),
      selected: query.node === undefined ? null : query.node === "root" ? "" : query.node,
      at: at >= 0 && at < draws.noise.length ? at : null,
      temperature: dial >= 0 && dial <= 1 ? dial : null,
      mode: average ?? (cls === null ? null : "class"), cls,
      push: push && Number(push[1]) <= 2 ? { open: true, t: Number(push[1]), keep: Boolean(push[2]), heard: "null" } : null,
      morph: to >= 0 && to < draws.noise.length && Number(t) > 0 ? { open: true, to, t: Number(t) } : null,
    };
  },
};

// --- experts and their spreads ---------------------------------------------------------------------------------------

const Experts = {
  said: {
    pad: pad.said,
    drawn: drawing.said,
    off: (list) => ({ off: list.map((k) => k + 1).join(",") }),
    mode: (mode) => ({ mode: mode === "reroute" ? null : mode }),
    order: (order) => ({ order: order === "number" ? null : order }),
    expert: (k) => ({ expert: k < 0 ? null : k + 1 }),
  },
  kept: (query, view) => ({
    pad: pad.kept(query), drawn: drawing.kept(query, view), mode: query.mode, order: query.order,
    off: query.off ? all(numbers(query.off), Number.isInteger)?.map((k) => k - 1) : null,
    expert: whole(query.expert) ? whole(query.expert) - 1 : null,
  }),
};

const USUAL = 8;                                    // the level of the trained spread

const Covariance = {
  said: {
    level: (level) => ({ level: level === USUAL ? null : level }),
    spreads: (spreads, _, { level }) => {
      const levels = spreads.map((spread) => Math.round(USUAL * spread));
      return { spreads: levels.every((each) => each === Number(level ?? USUAL)) ? null : levels.join(",") };
    },
    comp: (comp) => ({ comp: comp === "all" ? null : comp + 1 }),
  },
  kept(query, { rows }) {
    const level = whole(query.level);
    const own = query.spreads ? all(numbers(query.spreads), (each) => each >= 0 && each < 24) : null;
    const spreads = own?.length === rows.length ? own : level !== null ? rows.map(() => level) : null;
    return { level, spreads: spreads?.map((each) => each / USUAL), comp: whole(query.comp) ? whole(query.comp) - 1 : null };
  },
};

const Mixture = {
  said: { mix: ({ parts, levels }) => ({
    w: parts.every((part) => part === 10) ? null : parts.join(","),
    s: levels.every((level) => level === USUAL) ? null : levels.join(",") }) },
  kept(query, { rows }) {
    const given = (text, least) => {
      const found = text ? all(numbers(text), (each) => Number.isInteger(each) && each >= 0) : null;
      return found?.length === rows.length && found.reduce((sum, each) => sum + each, 0) >= least ? found : null;
    };
    return { parts: given(query.w, 1), levels: given(query.s, 0) };
  },
};

// `step` is a talk's own word here
const Learning = {
  said: {
    pad: pad.said, node: Tree.said.node,
    step: (step, { moments }) => ({ moment: step === moments.at(-1).step ? null : step }),
    show: (name) => ({ show: name === "experts" ? null : name }),
  },
  kept(query, { moments, modes, of }) {
    const asked = moments.find(({ step }) => step === whole(query.moment)) ?? moments.at(-1);
    return {
      pad: pad.kept(query), of, step: asked.step, follows: false,
      shown: query.show === "tree" && modes.length ? "tree" : "experts",
      selected: query.node === undefined ? null : query.node === "root" ? "" : query.node,
    };
  },
};

const SHEET = 16;                                   // answers at once

const Answers = {
  said: {
    pad: pad.said,
    question: ({ stored, ink }) => ({ question: stored === null ? (ink ? `ink-${ink}` : null) : stored || null }),
    drawn: (n) => ({ draws: n === SHEET ? null : n }),
    shown: (side) => ({ shown: side === "both" ? null : side }),
  },
  kept(query, { titles }) {
    const stored = whole(query.question);
    const [, ink] = /^ink-([0-9a-f]+)$/.exec(query.question ?? "") ?? [];
    return {
      pad: pad.kept(query), drawn: whole(query.draws) % SHEET ? null : whole(query.draws),
      question: ink ? { stored: null, ink } : stored === null ? null : { stored, ink: "" },
      shown: titles.length > 1 && ["0", "1"].includes(query.shown) ? query.shown : null,
    };
  },
};

// --- films: where the slider stands, and which node or row is marked; what would be drawn anew is not there ------------

const Film = {
  said: {
    frame: (frame, { home }) => ({ frame: frame === home ? null : frame }),
    level: Covariance.said.level, node: Tree.said.node, expert: Experts.said.expert,
  },
  kept(query, { sends, words, picks }) {
    const frame = whole(query[sends]);
    const expert = whole(query.expert);
    const picked = { node: query.node === "root" ? "" : query.node, expert: expert ? expert - 1 : null }[picks];
    return { frame: frame !== null && frame < words.length ? frame : null, picked };
  },
};

// --- pages whose pictures are stored ---------------------------------------------------------------------------------

const Home = {
  said: { sample: (index) => ({ sample: index }) },
  header: (query, { n }) => ({ selected: whole(query.sample) < n ? whole(query.sample) : null }),
};

const Map_ = {
  said: {
    view: ({ by, layout, real, lasso, line }) => ({ by: by === "expert" ? null : by, layout, real: real ? 1 : null, lasso: lasso || null,
      line: line || null }),
    pick: (index) => ({ z: index < 0 ? null : index }),
  },
  header: (query, { n, layouts, real }) => ({
    lasso: query.lasso, line: query.line, real: query.real === "1" && real ? { ...real, on: true } : null,
    by: ["expert", "class", "confidence"].includes(query.by) ? query.by : null,
    layout: layouts.includes(query.layout) ? query.layout : null,
    picked: whole(query.z) < n ? whole(query.z) : null,
  }),
};

const HANDS = { Home, Tree, Experts, Covariance, Mixture, Map: Map_, Learning, Answers };
const handOf = (page, view) => (view.sheets ? Film : HANDS[page]);

// {parameter: text, or null to leave it out}; undefined for what no address holds.
export function said(page, name, value, view, query) {
  return handOf(page, view)?.said[name]?.(value, view, query);
}

export function keptOf(page, query, view) {
  return only(handOf(page, view).kept(query, view));
}

export function headerOf(page, query, header) {
  return only(HANDS[page].header(query, header));
}
