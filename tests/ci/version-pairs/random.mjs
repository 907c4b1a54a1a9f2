// Numbers and choices that depend on a seed only.

/** A generator of integers in [0, below), by xorshift32. */
export function randomOf(seed) {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  const below = (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return {
    below,
    /** True in `percent` of a hundred cases. */
    chance: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)],
  };
}
