// One element of a drawing.

const DRAWING = "http://www.w3.org/2000/svg";

export function drawPart(tag, attributes = {}, text) {
  const part = document.createElementNS(DRAWING, tag);
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
  if (text !== undefined) part.textContent = text;
  return part;
}
