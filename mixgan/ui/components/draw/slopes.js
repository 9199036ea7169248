// What pictures change by for each number of their noise: roughly, from random pictures that are there anyway (ridge regression).
// It takes longer than a frame has, so it pauses on the way.

import { dotOf, solved } from "./squares.js";

const RIDGE = 50;                                   // as if so many pictures more had said that nothing changes

// `samples`: { noise, blurred }. -> { slopes: Z rows as long as a picture, normal: their products }.
export function* roughSlopes(samples) {
  const { noise: { length: Z }, blurred: { length: P } } = samples[0];
  const noises = about(samples.map(({ noise }) => noise), Z);
  const pictures = about(samples.map(({ blurred }) => blurred), P);
  const squares = Array.from({ length: Z }, () => new Float64Array(Z));
  const sums = Array.from({ length: Z }, () => new Float32Array(P));
  for (const [n, noise] of noises.entries()) {
    noise.forEach((value, i) => {
      for (let j = 0; j < Z; j++) squares[i][j] += value * noise[j];
      add(sums[i], value, pictures[n]);
    });
    yield;
  }
  const slopes = [];
  for (let i = 0; i < Z; i++) {
    const share = solved(squares, RIDGE, squares.map((_, j) => Number(i === j)));
    slopes.push(new Float32Array(P));
    share.forEach((value, j) => add(slopes[i], value, sums[j]));
    yield;
  }
  const normal = [];
  for (const slope of slopes) {
    normal.push(Float64Array.from(slopes, (other) => dotOf(slope, other)));
    yield;
  }
  return { slopes, normal };
}

function add(to, factor, row) {
  for (let p = 0; p < row.length; p++) to[p] += factor * row[p];
}

// Rows less their mean.
function about(rows, length) {
  const mean = new Float32Array(length);
  for (const row of rows) add(mean, 1 / rows.length, row);
  return rows.map((row) => row.map((value, i) => value - mean[i]));
}
