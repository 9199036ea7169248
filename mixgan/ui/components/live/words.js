// Words and numbers that pages and scripts both say: analysis/words.py has their table, which scripts.py puts in front of a
// script as WORDS, and the same functions in Python.

// leaf -> leaves, component -> components
export function plural(word) {
  return WORDS.plural[word] ?? `${word}s`;
}

// 0 -> "E1": people count from one
export function shortName(k) {
  return `${WORDS.short}${k + 1}`;
}

// 0 -> "leaf E1"
export function expertName(word, k) {
  return `${word} ${shortName(k)}`;
}

// 0.124 -> "12 %", 0.004 -> "0.4 %", 0.996 -> "99.6 %", 0.99999 -> "99.9 %"; a half goes up
export function percent(share) {
  const { digits: bounds, least, most } = WORDS.percent;
  if (share <= 0) return "0 %";
  const inside = share < 1 ? Math.min(most, Math.max(least, share)) : share;
  const digits = bounds.find(([below]) => inside < below)?.[1] ?? 0;
  const scale = 10 ** digits;
  return `${(Math.floor(100 * scale * inside + 0.5) / scale).toFixed(digits)} %`;
}
