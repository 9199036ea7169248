// Where the labels of groups go: each as near as can be to the place it is meant for, none over another, none off the stage.

export const LABEL_PX = { height: 24, letter: 8.5, around: 18 };

// `unit`: how much larger than usual words are.
export function widthOf(text, unit = 1) {
  return unit * (text.length * LABEL_PX.letter + LABEL_PX.around);
}

// `wanted`: [{ x, y, width }], the most important first -> [[x, y] or null], null where there is no room: the legend has its name.
export function withoutOverlap(wanted, stage, unit = 1) {
  const height = unit * LABEL_PX.height;
  const taken = [];
  const isFree = ({ x, y, width }) => x >= width / 2 && x <= stage.width - width / 2 && y >= height / 2
    && y <= stage.height - height / 2
    && taken.every((other) => Math.abs(other.x - x) >= (other.width + width) / 2 || Math.abs(other.y - y) >= height);
  const within = (value, half, whole) => Math.max(half, Math.min(whole - half, value));
  return wanted.map(({ x, y, width }) => {
    const meant = { x: within(x, width / 2, stage.width), y: within(y, height / 2, stage.height), width };
    const found = placesAbout(meant, height).find(isFree);
    if (!found) return null;
    taken.push(found);
    return [found.x, found.y];
  });
}

// The place itself, then rings of places about it.
function placesAbout({ x, y, width }, height) {
  const places = [{ x, y, width }];
  for (const far of [1, 1.7, 2.4]) {
    for (const [dx, dy] of [[0, -1], [0, 1], [1, 0], [-1, 0], [1, -1], [-1, -1], [1, 1], [-1, 1]]) {
      places.push({ x: x + far * dx * (width / 2 + height / 2), y: y + far * dy * height, width });
    }
  }
  return places;
}
