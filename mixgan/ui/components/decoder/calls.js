// By which a decoder and the part that asks for it find each other, whichever comes second: it tells that it is there, the other
// asks. Both say which samples they mean.

export const THERE = "mixgan-decoder";              // detail: the decoder
export const WANTED = "mixgan-decoder-wanted";      // detail: its `of`
export const REALS = "mixgan-near";                 // detail: the real pictures nearest to a sample (near/near.js)
