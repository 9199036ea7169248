// Which of the known right answers a picture is: the nearest of a palette, by the mean colour of what is painted.

// `palette`: { names (n), colours (n x 3, from 0 to 255), bright, least, off }, as views/answers.py states them.
export class Modes {
  constructor({ names, colours, bright, least, off }) {
    Object.assign(this, { names, bright, least, off, colours: colours.map(full) });
  }

  // The mode of a picture of three channels, channel-last in [-1, 1]; -1 where it is none of them.
  of(images) {
    const total = [0, 0, 0];
    let painted = 0;
    for (let i = 0; i < images.length; i += 3) {
      if ((Math.max(images[i], images[i + 1], images[i + 2]) + 1) / 2 <= this.bright) continue;
      for (let c = 0; c < 3; c++) total[c] += (images[i + c] + 1) / 2;
      painted++;
    }
    if (painted < (this.least * images.length) / 3) return -1;
    const paint = full(total);
    const apart = this.colours.map((colour) => Math.max(...colour.map((value, c) => Math.abs(value - paint[c]))));
    const nearest = apart.indexOf(Math.min(...apart));
    return apart[nearest] <= this.off ? nearest : -1;
  }
}

// Of full brightness: a colour in shade is the same colour.
function full(colour) {
  const most = Math.max(...colour);
  return colour.map((value) => (most ? value / most : 0));
}

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
