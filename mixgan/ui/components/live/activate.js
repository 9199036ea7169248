// Activations, in place.

const LEAK = 0.2;                                   // slope of leaky below zero

const sigmoid = (v) => 1 / (1 + Math.exp(-v));

// y[at .. at + n] through `act`: a name, or null for none.
export function activate(y, at, n, act) {
  const end = at + n;
  if (act === "relu") for (let i = at; i < end; i++) y[i] = y[i] > 0 ? y[i] : 0;
  else if (act === "leaky") for (let i = at; i < end; i++) y[i] = y[i] > 0 ? y[i] : LEAK * y[i];
  else if (act === "tanh") for (let i = at; i < end; i++) y[i] = Math.tanh(y[i]);
  else if (act === "sigmoid") for (let i = at; i < end; i++) y[i] = sigmoid(y[i]);
}
