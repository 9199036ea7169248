// Words that every view says.

// leaf -> leaves, component -> components
export function plural(word) {
  return word.endsWith("f") ? `${word.slice(0, -1)}ves` : `${word}s`;
}

// 0.124 -> "12 %", 0.004 -> "< 1 %", 0 -> "0 %"
export function percent(share) {
  if (share > 0 && share < 0.01) return "< 1 %";
  if (share > 0.99 && share < 1) return "> 99 %";
  return `${Math.round(100 * share)} %`;
}
