// Which of the known right answers a picture is: the nearest of a palette, by the mean colour of what is painted.

// `palette`: { names (n), colours (n x 3, from 0 to 255), grounds, bright, least, off, faint }, as views/answers.py states them. Modes
// are numbered as measures/coloured.py does: the colours on black, then those on white.
export class Modes {
  constructor({ names, colours, grounds, bright, least, off, faint }) {
    Object.assign(this, { colours: colours.map(full), hues: names, grounds, bright, least, off, faint });
    this.names = grounds.flatMap((ground) => names.map((name) => (grounds.length > 1 ? `${name} on ${ground}` : name)));
  }

  // The mode of a square picture of three channels, channel-last in [-1, 1]; -1 where it is none of them.
  of(images) {
    const at = this.grounds.length > 1 ? groundOf(images) : [0, 0, 0];
    const white = Number(mean(at) > 0.5);
    if (this.grounds.length > 1 && Math.max(...at.map((value) => Math.abs(value - white))) > this.off) return -1;
    const added = [0, 0, 0];
    let [painted, seen] = [0, 0];
    for (let i = 0; i < images.length; i += 3) {
      const more = at.map((value, c) => (images[i + c] + 1) / 2 - value);
      const most = Math.max(...more.map(Math.abs));
      if (most > this.faint) seen++;
      if (most <= this.bright) continue;
      more.forEach((value, c) => { added[c] += value; });
      painted++;
    }
    const least = (this.least * images.length) / 3;
    if (painted < least && (!white || seen >= least)) return -1;
    const paint = painted < least ? [1, 1, 1] : full(added).map((value) => white + value);
    const apart = this.colours.map((colour) => Math.max(...colour.map((value, c) => Math.abs(value - paint[c]))));
    const nearest = apart.indexOf(Math.min(...apart));
    return apart[nearest] <= this.off ? nearest + white * this.colours.length : -1;
  }
}

// Of full strength: a colour in shade is the same colour.
function full(colour) {
  const most = Math.max(...colour.map(Math.abs));
  return colour.map((value) => (most ? value / most : 0));
}

// Of each channel the middle one of the border's values, from 0 to 1.
function groundOf(images) {
  const side = Math.round(Math.sqrt(images.length / 3));
  return [0, 1, 2].map((c) => {
    const border = [];
    for (let i = 0; i < side; i++) {
      for (const pixel of [i, (side - 1) * side + i, i * side, i * side + side - 1]) border.push((images[3 * pixel + c] + 1) / 2);
    }
    border.sort((a, b) => a - b);
    return (border[2 * side - 1] + border[2 * side]) / 2;
  });
}

const mean = (values) => values.reduce((a, b) => a + b) / values.length;

// `found`: modes of draws, in their order -> how often each came, and how many draws are none of them.
export function tally(found, n) {
  const counts = new Array(n).fill(0);
  let none = 0;
  for (const mode of found) {
    if (mode < 0) none++;
    else counts[mode]++;
  }
  return { counts, none, kinds: counts.filter(Boolean).length };
}
