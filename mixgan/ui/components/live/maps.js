// The operations on maps, rows of h x width x channels (channel-last): the shape of what each writes, how its rows are computed.

import { activate } from "./activate.js";
import { convOfTile, convSide, foldedConv, gatheredConv } from "./convolve.js";
import { fold, foldTable } from "./fold.js";

export const grouped = (run, op) => (op.groups > 1 ? op.groups : run.register(op.x).rows);
// of registers that are read row by row, where one of a single row serves all
export const mostRows = (run, names) => Math.max(...names.map((name) => run.register(name).rows));
const sumOf = (values) => values.reduce((a, b) => a + b, 0);

export const MAP_SHAPES = {
  convt: (run, op) => [grouped(run, op), 4 * op.h * op.width * op.co],
  conv: (run, op) => [grouped(run, op), convSide(op, op.h) * convSide(op, op.width) * op.co],
  upsample: (run, op) => [run.register(op.x).rows, 4 * op.h * op.width * op.channels],
  tile: (run, op) => [run.register(op.x).rows, op.h * op.width * run.register(op.x).width],
  join: (run, op) => [mostRows(run, op.xs), sumOf(op.channels) * (run.register(op.x).width / op.channels[0])],
  instance_norm: (run, op) => [run.register(op.x).rows, run.register(op.x).width],
};

export const MAP_COMPUTE = {
  convt(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    const bias = run.model.tensor(op.b);
    const taps = foldTable(op);
    for (const row of wanted) {
      const group = op.groups > 1 ? row : 0;
      // one row of products per input pixel: 4 x 4 x co numbers, of which each output pixel takes four
      const matrix = run.model.matrix(op, group, op.ci, 16 * op.co);
      const products = run.model.kernel.product(x.data, at(row), op.h * op.width, matrix);
      fold(products, taps, op.co, bias.subarray(group * op.co), y.data, row * y.width);
      activate(y.data, row * y.width, y.width, op.act);
    }
  },

  conv(run, op, y, wanted) {
    const tile = run.supplied(op.x) ? undefined : run.model.producers.get(op.x);
    const tiled = tile?.op === "tile";
    const form = tiled ? convOfTile : op.stride > 1 || op.side > 3 ? gatheredConv : foldedConv;
    const { x, at } = run.source(tiled ? tile.x : op.x, wanted);
    for (const row of wanted) {
      const group = op.groups > 1 ? row : 0;
      const bias = run.model.tensor(op.b).subarray(group * op.co);
      form(run.model, op, group, x.data, at(row), bias, y.data, row * y.width);
      activate(y.data, row * y.width, y.width, op.act);
    }
  },

  upsample(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    const { h, width, channels } = op;
    const line = 2 * width * channels;
    for (const row of wanted) {
      for (let i = 0, from = at(row), out = row * y.width; i < h; i++, out += 2 * line) {
        for (let j = 0; j < 2 * width; j += 2, from += channels) {
          for (let c = 0, o = out + j * channels; c < channels; c++, o++) y.data[o] = y.data[o + channels] = x.data[from + c];
        }
        y.data.copyWithin(out + line, out, out + line);
      }
    }
  },

  tile(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    for (const row of wanted) {
      const pixel = x.data.subarray(at(row), at(row) + x.width);
      for (let out = row * y.width; out < (row + 1) * y.width; out += x.width) y.data.set(pixel, out);
    }
  },

  join(run, op, y, wanted) {
    const total = sumOf(op.channels);
    let first = 0;
    for (const [n, name] of op.xs.entries()) {
      const { x, at } = run.source(name, wanted);
      const own = op.channels[n];
      for (const row of wanted) {
        const end = at(row) + x.width;
        for (let from = at(row), out = row * y.width + first; from < end; from += own, out += total) {
          for (let c = 0; c < own; c++) y.data[out + c] = x.data[from + c];
        }
      }
      first += own;
    }
    for (const row of wanted) activate(y.data, row * y.width, y.width, op.act);
  },

  instance_norm(run, op, y, wanted) {
    const { x, at } = run.source(op.x, wanted);
    const { channels, eps } = op;
    const pixels = y.width / channels;
    for (const row of wanted) {
      const values = x.data.subarray(at(row), at(row) + y.width);
      const out = row * y.width;
      const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
      for (let i = 0; i < y.width; i += channels) for (let c = 0; c < channels; c++) mean[c] += values[i + c] / pixels;
      for (let i = 0; i < y.width; i += channels) {
        for (let c = 0; c < channels; c++) variance[c] += (values[i + c] - mean[c]) ** 2 / pixels;
      }
      const scale = variance.map((v) => 1 / Math.sqrt(v + eps));
      for (let i = 0; i < y.width; i += channels) {
        for (let c = 0; c < channels; c++) y.data[out + i + c] = (values[i + c] - mean[c]) * scale[c];
      }
      activate(y.data, out, y.width, op.act);
    }
  },
};
