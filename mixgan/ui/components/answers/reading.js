// What a picture of the set `captions-shapes` shows, by the same rules as measures/captions.py: no judge that was trained.

// How far a point lies outside of each figure, below 0 inside, as data/shapes.py has them; 1 is the radius of the circle that the
// figure lies in.
const OUTSIDE = {
  disc: (x, y) => distance(x, y) - 0.85,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - Math.sqrt(0.5),
  triangle: (x, y) => Math.max(y, Math.abs(x) * (Math.sqrt(3) / 2) - y / 2) - 0.5,
  ring: (x, y) => Math.abs(distance(x, y) - 0.69) - 0.23,
  cross: (x, y) => {
    const [right, down] = [Math.abs(x), Math.abs(y)];
    return Math.min(Math.max(right - 0.96, down - 0.28), Math.max(right - 0.28, down - 0.96));
  },
  star: (x, y) => {
    let [farthest, second] = [-Infinity, -Infinity];
    for (const [right, down] of TIPS) {
      const beyond = x * right + y * down - (Math.sqrt(5) - 1) / 4;
      second = Math.max(second, Math.min(farthest, beyond));
      farthest = Math.max(farthest, beyond);
    }
    return second;
  },
};
const TIPS = [0, 1, 2, 3, 4].map((i) => [Math.sin((i * 2 * Math.PI) / 5), -Math.cos((i * 2 * Math.PI) / 5)]);

function distance(x, y) {
  return Math.sqrt(x * x + y * y);
}

// `rules`: { side, lit, faint, plainly, clean, least, radius (between small and large), soft, cells, colours (of hues), grounds,
// figures (names), areas (in squares of the radius) }, as views/sentences.py states them; channels and covers from 0 to 1.
export class Reading {
  constructor(rules) {
    this.rules = rules;
  }

  // { values: [size, hue, shape, place, background], isWhole } of a picture of three channels, channel-last in [-1, 1].
  of(images) {
    const { rules } = this;
    const seen = new Float32Array(images.length);
    for (let i = 0; i < seen.length; i++) seen[i] = Math.round(127.5 * (Math.min(1, Math.max(-1, images[i])) + 1)) / 255;
    const ground = this.ground(seen);
    const hue = this.hue(seen, rules.grounds[ground]);
    const figure = this.figure(this.covered(seen, hue, ground));
    const { shape, x, y, radius } = figure;
    const cell = (at) => rules.cells.filter((border) => at >= border).length;
    const values = [Number(radius > rules.radius), hue, shape, (rules.cells.length + 1) * cell(y) + cell(x), ground];
    return { values, isWhole: radius >= rules.least && this.off(seen, hue, ground, figure) <= rules.clean };
  }

  // Black or white: by the middle one of the border's pixels.
  ground(seen) {
    const { side } = this.rules;
    const grey = (row, column) => [0, 1, 2].reduce((sum, c) => sum + seen[3 * (row * side + column) + c], 0) / 3;
    const border = [];
    for (let i = 0; i < side; i++) border.push(grey(0, i), grey(side - 1, i), grey(i, 0), grey(i, side - 1));
    border.sort((a, b) => a - b);
    return Number((border[2 * side - 1] + border[2 * side]) / 2 >= 0.5);
  }

  // The hue nearest to that of all pixels which are not the ground.
  hue(seen, ground) {
    const total = [0, 0, 0];
    for (let i = 0; i < seen.length; i += 3) {
      const [red, green, blue] = [seen[i] - ground, seen[i + 1] - ground, seen[i + 2] - ground];
      if (Math.max(Math.abs(red), Math.abs(green), Math.abs(blue)) < this.rules.lit) continue;
      total[0] += red;
      total[1] += green;
      total[2] += blue;
    }
    const products = this.rules.colours.map((colour) => dot(colour, total));
    return products.indexOf(Math.max(...products));
  }

  // How much of each pixel is figure.
  covered(seen, hue, ground) {
    const { colours, grounds, faint } = this.rules;
    const [at, pure] = [grounds[ground], colours[hue].map((value) => value - grounds[ground])];
    const size = dot(pure, pure);
    const covered = new Float32Array(seen.length / 3);
    for (let i = 0; i < covered.length; i++) {
      const [red, green, blue] = [seen[3 * i] - at, seen[3 * i + 1] - at, seen[3 * i + 2] - at];
      const share = (red * pure[0] + green * pure[1] + blue * pure[2]) / size;
      covered[i] = share < faint ? 0 : Math.min(1, share);
    }
    return covered;
  }

  // The figure of the same area and middle that differs the least.
  figure(covered) {
    const { side, figures, areas } = this.rules;
    let [sum, x, y] = [0, 0, 0];
    for (let i = 0; i < covered.length; i++) {
      sum += covered[i];
      x += covered[i] * ((i % side) + 0.5);
      y += covered[i] * (Math.floor(i / side) + 0.5);
    }
    const area = Math.max(1, sum);
    const all = figures.map((_, shape) => {
      const one = { shape, x: x / area, y: y / area, radius: Math.sqrt(area / areas[shape]) };
      const cover = this.cover(one);
      let differs = 0;
      for (let i = 0; i < cover.length; i++) differs += Math.abs(cover[i] - covered[i]);
      return { ...one, cover, differs };
    });
    return all.reduce((best, one) => (one.differs < best.differs ? one : best));
  }

  cover({ shape, x, y, radius }) {
    const { side, figures, soft } = this.rules;
    const outside = OUTSIDE[figures[shape]];
    const cover = new Float32Array(side * side);
    const reach = radius + soft;                    // no figure goes beyond its circle
    const [first, last] = [Math.max(0, Math.floor(x - reach)), Math.min(side, Math.ceil(x + reach))];
    for (let row = Math.max(0, Math.floor(y - reach)); row < Math.min(side, y + reach); row++) {
      for (let column = first; column < last; column++) {
        const [right, down] = [(column + 0.5 - x) / radius, (row + 0.5 - y) / radius];
        const beyond = Math.max(outside(right, down), distance(right, down) - 1);
        cover[row * side + column] = Math.min(1, Math.max(0, soft - radius * beyond));
      }
    }
    return cover;
  }

  // Pixels that plainly differ from the figure, over those of the figure.
  off(seen, hue, ground, { cover }) {
    const { colours, grounds, plainly } = this.rules;
    const [at, colour] = [grounds[ground], colours[hue]];
    let [wrong, all] = [0, 0];
    for (let i = 0; i < cover.length; i++) {
      let most = 0;
      for (let c = 0; c < 3; c++) {
        const drawn = Math.round(255 * (cover[i] * (colour[c] - at) + at)) / 255;
        most = Math.max(most, Math.abs(drawn - seen[3 * i + c]));
      }
      if (most > plainly) wrong++;
      all += cover[i];
    }
    return wrong / Math.max(1, all);
  }
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
