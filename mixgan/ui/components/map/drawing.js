// The map as an SVG: marks as paths, sharp at any size, its labels, its legend beside it and what it is below.

import { shapePath } from "../packet/packet.js";

const [LEGEND_PX, DRAWN_ROW_PX, CAPTION_PX, LETTER_PX] = [220, 20, 18, 6.4];

// What shapePath draws, as the data of a path.
class PathText {
  constructor() {
    this.parts = [];
  }

  moveTo(x, y) {
    this.parts.push(`M${tenths(x)} ${tenths(y)}`);
  }

  lineTo(x, y) {
    this.parts.push(`L${tenths(x)} ${tenths(y)}`);
  }

  closePath() {
    this.parts.push("Z");
  }

  rect(x, y, width, height) {
    this.parts.push(`M${tenths(x)} ${tenths(y)}h${tenths(width)}v${tenths(height)}h${tenths(-width)}Z`);
  }

  // Whole circles alone; one that goes the other way round is a hole.
  arc(x, y, r, from, to, isBack = false) {
    const half = (side) => `a${tenths(r)} ${tenths(r)} 0 1 ${isBack ? 0 : 1} ${tenths(side)} 0`;
    this.parts.push(`M${tenths(x - r)} ${tenths(y)}${half(2 * r)}${half(-2 * r)}Z`);
  }
}

const tenths = (value) => String(Math.round(10 * value) / 10);

// `scene`: { width, height, ink, paper, font, layers: [{ colour, shape, edge?, radius, points }], lines: [{ points, stroke, width, fill? }],
// rings: [{ at, radius, stroke, fill? }], labels: [{ text, at, colour }], legend: [{ name, count, colour, shape }], caption,
// image? }, an address of the pictures that stand in place of the marks.
export function mapSvg(scene) {
  const { width, height, ink, paper, font, layers, lines, rings, labels, legend, caption, image } = scene;
  const wide = width + LEGEND_PX;
  const said = wrapped(caption, Math.floor((wide - 24) / LETTER_PX));
  const high = Math.max(height, DRAWN_ROW_PX * (legend.length + 1)) + CAPTION_PX * said.length + 16;
  const text = (words, x, y, more = "") => `<text x="${tenths(x)}" y="${tenths(y)}" fill="${ink}"${more}>${inXml(words)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" font-family="${inXml(font)}" font-size="13">`,
    `<rect width="${wide}" height="${high}" fill="${paper}"/>`,
    `<svg width="${width}" height="${height}">`,
    ...(image ? [`<image href="${image}" width="${width}" height="${height}"/>`] : layers.filter(({ points }) => points.length).map(markPath)),
    ...lines.map(({ points, stroke, width: thick, fill }) =>
      `<path d="${points.map(([x, y], i) => `${i ? "L" : "M"}${tenths(x)} ${tenths(y)}`).join("")}${fill ? "Z" : ""}" fill="${fill ?? "none"}" stroke="${stroke}" stroke-width="${thick}"/>`),
    ...rings.map(({ at: [x, y], radius, stroke, fill }) =>
      `<circle cx="${tenths(x)}" cy="${tenths(y)}" r="${radius}" fill="${fill ?? "none"}" stroke="${stroke}" stroke-width="1.5"/>`),
    ...labels.flatMap(({ text: words, at: [x, y], colour }) => {
      const half = (words.length * 8.5 + 12) / 2;
      return [`<rect x="${tenths(x - half)}" y="${tenths(y - 11)}" width="${tenths(2 * half)}" height="22" rx="4" fill="${paper}" stroke="${colour}" stroke-width="2"/>`,
        text(words, x, y + 4.5, ' text-anchor="middle" font-weight="600"')];
    }),
    "</svg>",
    ...legend.flatMap((group, i) => {
      const y = DRAWN_ROW_PX * (i + 1);
      return [markPath({ ...group, radius: 5, points: [[width + 22, y - 4.5]] }), text(group.name, width + 36, y),
        text(group.count.toLocaleString("en"), wide - 12, y, ' text-anchor="end"')];
    }),
    ...said.map((line, i) => text(line, 12, high - 12 - CAPTION_PX * (said.length - 1 - i), ' opacity="0.8"')),
    "</svg>",
  ];
  return parts.join("\n");
}

function markPath({ colour, shape, edge, radius, points }) {
  const path = new PathText();
  for (const [x, y] of points) shapePath(path, shape, x, y, radius);
  const around = edge ? ` stroke="${edge}" stroke-width="1.5" paint-order="stroke"` : "";
  return `<path d="${path.parts.join("")}" fill="${colour}"${around}/>`;
}

function wrapped(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + word.length >= letters) lines.push(word);
    else lines[last] += `${lines[last] ? " " : ""}${word}`;
  }
  return lines;
}

// Class names come from a user's folder.
function inXml(text) {
  return String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
