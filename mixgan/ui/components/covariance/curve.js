// Quality and diversity against spread, on the slider's own axis: the thumb is the marker.

import { make } from "../packet.js";

const [WIDTH, HEIGHT] = [460, 64];                  // stretched to the width of the track
const SVG = "http://www.w3.org/2000/svg";
const DASHES = ["", "6 4", "1.5 3"];

// `curve`: [{ spread, precision, recall, precision_sd, ... }], any measures between 0 and 1; null where none was made.
export function curvePanel(curve, levels) {
  if (!curve?.length) return null;
  const top = (levels - 1) / 8;
  const points = [...curve].filter((point) => point.spread <= top).sort((a, b) => a.spread - b.spread);
  const isShare = (name) => points.every((point) => point[name] >= 0 && point[name] <= 1);
  const names = Object.keys(points[0] ?? {}).filter((name) => name !== "spread" && !name.endsWith("_sd") && isShare(name));
  const lines = names.slice(0, DASHES.length);
  if (!lines.length) return null;
  const element = make("div", "curve");
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const x = (spread) => (WIDTH * spread) / top;
  const y = (value) => 3 + (HEIGHT - 6) * (1 - value);
  const draw = (d, className, dash) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("class", className);
    path.setAttribute("vector-effect", "non-scaling-stroke");
    if (dash) path.setAttribute("stroke-dasharray", dash);
    svg.append(path);
    return path;
  };
  lines.forEach((name, line) => {
    draw(points.map((p, i) => `${i ? "L" : "M"}${x(p.spread)} ${y(p[name])}`).join(""), "curveline", DASHES[line]);
    const bars = points.filter((p) => p[`${name}_sd`] > 0);
    const bar = (p, sd) => `M${x(p.spread)} ${y(p[name] - sd)}V${y(p[name] + sd)}`;
    draw(bars.map((p) => bar(p, p[`${name}_sd`])).join(""), "curvebar");
  });
  const here = draw("", "here");
  const words = make("div", "curvewords");
  element.append(svg, words);
  const far = (p, level) => Math.abs(p.spread - level / 8);
  const near = (level) => points.reduce((best, p) => (far(p, level) < far(best, level) ? p : best));
  const text = (p, name) => {
    const sd = p[`${name}_sd`];
    return `${name} ${p[name].toFixed(2)}${sd > 0 ? ` ± ${sd.toFixed(2)}` : ""}`;
  };
  return {
    element,
    say: (level) => lines.map((name) => text(near(level), name)).join(", "),
    show(level) {
      const point = near(level);
      here.setAttribute("d", `M${x(level / 8)} 0V${HEIGHT}`);
      words.replaceChildren(...lines.map((name) => make("span", "", text(point, name))));
    },
  };
}
