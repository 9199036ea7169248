// How wide every expert spreads, as the page and then the hand has set it, and the words for a spread.

export const LEVELS = 24;
export const TRAINED = 8;                           // level / 8 is the factor on every deviation: here 1, as in training

export class Spreads {
  constructor(live) {
    const { n_experts: K } = live.model.header;
    this.K = K;
    this.level = within(live.carried("level", TRAINED));        // of the slider of all
    const spreads = live.carried("spreads", null);
    this.levels = Array.from({ length: K }, (_, k) => within(Math.round(TRAINED * (spreads?.[k] ?? this.level / TRAINED))));
    const comp = live.carried("comp", "all");
    this.comp = Number.isInteger(comp) && comp >= 0 && comp < K ? comp : null;     // the one that is shown alone
  }

  keep() {
    return { level: this.level, spreads: this.spreads, comp: this.comp ?? "all" };
  }

  get spreads() {
    return this.levels.map((level) => level / TRAINED);
  }

  get isOne() {
    return this.levels.every((level) => level === this.level);
  }

  get isTrained() {
    return this.isOne && this.level === TRAINED;
  }

  setAll(level) {
    this.level = level;
    this.levels.fill(level);
  }
}

const within = (level) => Math.min(LEVELS - 1, Math.max(0, Math.round(level)));

export const times = (level) => `× ${(level / TRAINED).toFixed(2)}`;

export function spoken(level) {
  if (level === 0) return "every noise gives the same picture";
  if (level === TRAINED) return "as in training";
  return level < TRAINED ? "closer to the mean than in training" : "farther from the mean than in training";
}

export function describe(input, level, more = "") {
  const sigma = `level ${level + 1} of ${LEVELS}, sigma ${(level / TRAINED).toFixed(2)}${level === TRAINED ? ", as trained" : ""}`;
  input.setAttribute("aria-valuetext", more ? `${sigma}, ${more}` : sigma);
}

// A native range of the levels: arrows, Home and End come with it; Page keys go by four. `act(level, done)`.
export function levelSlider(live, key, label, level, act) {
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: 0, max: LEVELS - 1, step: 1, value: level });
  input.dataset.key = `level-${key}`;
  input.setAttribute("aria-label", label);
  live.listen(input, "input", () => act(Number(input.value), false));
  live.listen(input, "change", () => act(Number(input.value), true));
  live.listen(input, "keydown", (event) => {
    const step = { PageUp: 4, PageDown: -4 }[event.key];
    if (!step) return;
    event.preventDefault();
    input.value = Number(input.value) + step;
    act(Number(input.value), true);
  });
  return input;
}
