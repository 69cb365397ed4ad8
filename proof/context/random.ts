/** Largest seed: what fits into 32 bits. */
export const LARGEST_SEED = 0xffff_ffff;

/** A seed that nobody asked for. */
export function anySeed(): number {
  return Math.floor(Math.random() * (LARGEST_SEED + 1));
}

/**
 * Numbers in [0, 1) that follow from a seed: the same seed, the same faults in the same order. A 32-bit Weyl sequence through
 * an integer hash (the constants of MurmurHash3's finalizer), which is random enough to choose brokers by.
 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / (LARGEST_SEED + 1);
  };
}
