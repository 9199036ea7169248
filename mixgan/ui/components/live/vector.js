// A view as one SVG: its pictures as they are, enlarged without smoothing; lines, words and frames as drawn, sharp at any size.

import { make } from "../packet/packet.js";

const SVG_NAME = "http://www.w3.org/2000/svg";
// what is for the hand alone
const LEFT_OUT = ".bar, .save, .padbox, .dial, .line, .note, .filmplace, .side, .eyebox, .only, input, select";
const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "fill-opacity",
  "stroke-opacity", "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "vector-effect", "paint-order"];
const VECTOR_EDGE_PX = 12;

// SVG text of what `root` shows, on `paper` (a colour).
export function svgOf(root, paper) {
  const drawing = new Drawing(root, paper);
  drawing.walk(root);
  return drawing.text;
}

class Drawing {
  constructor(root, paper) {
    this.box = root.getBoundingClientRect();
    this.edges = [Infinity, Infinity, -Infinity, -Infinity];
    this.svg = this.part("svg", {});
    this.ground = this.part("rect", { fill: paper });
    this.svg.append(this.ground);
  }

  get text() {
    const [left, top, right, bottom] = this.edges;
    const place = { x: left - VECTOR_EDGE_PX, y: top - VECTOR_EDGE_PX, width: right - left + 2 * VECTOR_EDGE_PX, height: bottom - top + 2 * VECTOR_EDGE_PX };
    for (const [name, value] of Object.entries(place)) this.ground.setAttribute(name, hundredths(value));
    for (const name of ["width", "height"]) this.svg.setAttribute(name, hundredths(place[name]));
    this.svg.setAttribute("viewBox", Object.values(place).map(hundredths).join(" "));
    return new XMLSerializer().serializeToString(this.svg);
  }

  part(tag, values, text) {
    const element = document.createElementNS(SVG_NAME, tag);
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, typeof value === "number" ? hundredths(value) : value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // Where it stands in the drawing, which grows around it.
  at(rect) {
    const { left, top } = this.box;
    [rect.left - left, rect.top - top].forEach((value, i) => { this.edges[i] = Math.min(this.edges[i], value); });
    [rect.right - left, rect.bottom - top].forEach((value, i) => { this.edges[i + 2] = Math.max(this.edges[i + 2], value); });
    return { x: rect.left - this.box.left, y: rect.top - this.box.top, width: rect.width, height: rect.height };
  }

  walk(element) {
    if (element.matches(LEFT_OUT)) return;
    const style = getComputedStyle(element);
    const rect = element.getBoundingClientRect();
    if (style.display === "none" || style.visibility === "hidden" || (!rect.width && !element.childElementCount)) return;
    if (element instanceof SVGSVGElement) {
      this.svg.append(this.lines(element, rect));
      return;
    }
    if (style.backgroundColor !== "rgba(0, 0, 0, 0)" && rect.height && this.svg.childElementCount > 1) {
      this.svg.append(this.part("rect", { ...this.at(rect), fill: style.backgroundColor }));
    }
    this.frame(style, rect);
    if (element instanceof HTMLCanvasElement) this.picture(element, style, rect);
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.words(child, style);
      else if (child.nodeType === Node.ELEMENT_NODE) this.walk(child);
    }
  }

  // A shadow without blur is a frame, and so is an outline.
  frame({ boxShadow, outlineStyle, outlineColor, outlineWidth, outlineOffset }, rect) {
    const shadow = /^(.+?) 0px 0px 0px ([\d.]+)px$/.exec(boxShadow);
    if (shadow) this.outlined(rect, Number(shadow[2]), 0, shadow[1], "none");
    if (outlineStyle === "solid" || outlineStyle === "dashed") {
      this.outlined(rect, parseFloat(outlineWidth), parseFloat(outlineOffset), outlineColor, outlineStyle === "dashed" ? "4 3" : "none");
    }
  }

  outlined(rect, thick, offset, stroke, dashes) {
    if (!thick) return;
    const grow = offset + thick / 2;
    const { x, y, width, height } = this.at(rect);
    this.svg.append(this.part("rect", { x: x - grow, y: y - grow, width: width + 2 * grow, height: height + 2 * grow, fill: "none", stroke,
      "stroke-width": thick, "stroke-dasharray": dashes }));
  }

  picture(canvas, style, rect) {
    if (!canvas.width || !canvas.height) return;
    const place = { ...this.at(rect), href: canvas.toDataURL(), preserveAspectRatio: "none" };
    if (style.imageRendering === "pixelated") place["image-rendering"] = "pixelated";
    this.svg.append(this.part("image", place));
  }

  // A drawing inside, with its styles written out: no style sheet goes with it.
  lines(source, rect) {
    const copy = source.cloneNode(true);
    const [from, to] = [source, copy].map((each) => [...each.querySelectorAll("*")]);
    from.forEach((element, i) => {
      const style = getComputedStyle(element);
      if (style.display === "none" || style.visibility === "hidden") to[i].setAttribute("display", "none");
      to[i].removeAttribute("class");
      to[i].removeAttribute("style");
      // attributes, since a page with a policy of its own lets nobody write styles
      for (const name of STYLES) to[i].setAttribute(name, style.getPropertyValue(name));
    });
    for (const [name, value] of Object.entries({ ...this.at(rect), overflow: "visible" })) copy.setAttribute(name, value);
    copy.removeAttribute("class");
    return copy;
  }

  // One line of words after the other, as they were broken.
  words(node, style) {
    const range = document.createRange();
    let line = null;
    for (const { index, 0: word } of node.textContent.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const rect = range.getBoundingClientRect();
      if (!rect.width) continue;
      if (line && Math.abs(line.rect.top - rect.top) < 2) line.text += ` ${word}`;
      else this.word(line = { text: word, rect }, style);
      line.element.textContent = line.text;
      // as long as here, in whatever typeface it is shown
      line.element.setAttribute("textLength", hundredths(rect.right - line.rect.left));
    }
  }

  word(line, style) {
    const { x, y, height } = this.at(line.rect);
    line.element = this.part("text", { x, y: y + height / 2, fill: style.color, "font-family": style.fontFamily,
      "font-size": style.fontSize, "font-weight": style.fontWeight, "dominant-baseline": "central",
      lengthAdjust: "spacingAndGlyphs" });
    this.svg.append(line.element);
  }
}

const hundredths = (value) => Math.round(100 * value) / 100;

// Hands a file to the visitor.
export function give(content, type, name) {
  const place = URL.createObjectURL(new Blob([content], { type }));
  const link = make("a");
  Object.assign(link, { href: place, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(place), 10_000);
}
