// What the canvas parts share: reading a packet, colours of the theme, drawing at whole pixels.

export function readPacket(data) {
  // `data` may start at an odd byte, so numbers are read from a copy that starts at 0
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== "MIXV") throw new Error("not a packet");
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const body = bytes.slice(8 + length);
  const part = (name) => {
    const place = header.parts[name];
    return place ? body.subarray(place[0], place[0] + place[1]) : null;
  };
  const uint16 = (name) => {
    const found = part(name);
    return found ? new Uint16Array(found.buffer, found.byteOffset, found.length / 2) : null;
  };
  return { header, part, uint16 };
}

export async function readPicture(bytes) {
  return createImageBitmap(new Blob([bytes], { type: "image/webp" }));
}

export function isDark(element) {
  const [r, g, b] = colourOf(element, "--st-background-color");
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

export function colourOf(element, name) {
  // a custom property may be written in any notation: let the browser turn it into numbers
  const probe = element.querySelector(".theme-probe");
  probe.style.color = `var(${name})`;
  const found = getComputedStyle(probe).color.match(/[\d.]+/g);
  probe.style.color = "";
  return (found || [0, 0, 0]).slice(0, 3).map(Number);
}

export function rgb([r, g, b], alpha = 1) {
  return `rgba(${r},${g},${b},${alpha})`;
}

export function onThemeChange(element, draw) {
  // Streamlit changes custom properties without an event; a transition on one of them makes the event
  const watcher = element.querySelector(".theme-watcher");
  watcher.addEventListener("transitionend", draw);
  return () => watcher.removeEventListener("transitionend", draw);
}

export function fitCanvas(canvas, width, height) {
  // device pixels, so that edges are sharp on every screen; setting a size clears, so only when it changes
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.imageSmoothingEnabled = false;
  return context;
}

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;          // never innerHTML: names come from users
  return element;
}

export function shapePath(context, shape, x, y, r) {
  // the second mark of an expert beside its colour; the number is the third
  const polygon = (corners, turn, radius = r) => {
    for (let i = 0; i < corners; i++) {
      const angle = turn + (2 * Math.PI * i) / corners;
      context[i ? "lineTo" : "moveTo"](x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    context.closePath();
  };
  if (shape === "square") context.rect(x - r * 0.85, y - r * 0.85, 1.7 * r, 1.7 * r);
  else if (shape === "diamond") polygon(4, 0, r * 1.15);
  else if (shape === "triangle") polygon(3, -Math.PI / 2, r * 1.15);
  else if (shape === "triangle-down") polygon(3, Math.PI / 2, r * 1.15);
  else if (shape === "pentagon") polygon(5, -Math.PI / 2);
  else if (shape === "hexagon") polygon(6, 0);
  else if (shape === "star") {
    for (let i = 0; i < 10; i++) {
      const angle = -Math.PI / 2 + (Math.PI * i) / 5;
      const radius = i % 2 ? r * 0.5 : r * 1.2;
      context[i ? "lineTo" : "moveTo"](x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    context.closePath();
  } else if (shape === "cross") {
    const t = r * 0.4;
    [[-t, -r], [t, -r], [t, -t], [r, -t], [r, t], [t, t], [t, r], [-t, r], [-t, t], [-r, t], [-r, -t], [-t, -t]].forEach(
      ([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx, y + dy),
    );
    context.closePath();
  } else if (shape === "x") {                       // thin: of what is no expert's
    const t = r * 0.28;
    [[0, -t], [r - t, -r], [r, t - r], [t, 0], [r, r - t], [r - t, r], [0, t], [t - r, r], [-r, r - t], [-t, 0], [-r, t - r], [t - r, -r]]
      .forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx, y + dy));
    context.closePath();
  } else if (shape === "ring") {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.moveTo(x + r * 0.5, y);
    context.arc(x, y, r * 0.5, 0, 2 * Math.PI, true);           // the other way round: a hole
  } else {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}
