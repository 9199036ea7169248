// How blocks of pictures fill a slide: pure arithmetic.

const BLOCK_GAP_PX = 24;                            // between blocks; covariance.css has the same
const FEWEST = 4;                                   // pictures in a block
const LARGEST = 8;                                  // factor

// How K blocks of pictures, each below `label` px of words, fill `width` x `height`: with the largest factor at which each has
// `fewest` of its n pictures. -> { factor, across: blocks side by side, cells: pictures side by side in one, n: of one }
export function blocks(K, width, height, { n, w, h, gap }, label, fewest = Math.min(n, FEWEST)) {
  const ways = Array.from({ length: K }, (_, i) => i + 1).flatMap((across) => {
    const wide = (width - (across - 1) * BLOCK_GAP_PX) / across;
    const high = height / Math.ceil(K / across) - label - gap;
    return Array.from({ length: LARGEST }, (_, i) => {
      const factor = LARGEST - i;
      const cells = Math.min(n, Math.floor((wide + gap) / (w * factor + gap)));
      return { factor, across, cells, n: Math.min(n, cells * Math.floor((high + gap) / (h * factor + gap))) };
    });
  });
  const good = ways.filter((way) => way.n >= fewest);
  if (!good.length) return { factor: 1, across: K, cells: n, n };
  return good.reduce((best, way) => (way.factor > best.factor || (way.factor === best.factor && way.n > best.n) ? way : best));
}
