// The small linear algebra of a climb: damped least squares.

export function dotOf(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

// x of (A + d I) x = b, by Cholesky; A symmetric, its rows Float64Array.
export function solved(A, d, b) {
  const n = b.length;
  const L = [];
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) {
      let sum = A[i][j] + (i === j ? d : 0);
      for (let k = 0; k < j; k++) sum -= row[k] * (j === i ? row[k] : L[j][k]);
      row[j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / L[j][j];
    }
    L.push(row);
    for (let k = 0; k < i; k++) x[i] -= row[k] * x[k];
    x[i] /= row[i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= L[k][i] * x[k];
    x[i] /= L[i][i];
  }
  return x;
}
