const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/**
 * How long to wait before what failed is tried again: a second, doubled each time, to five minutes.
 * @param attempts how many there were, from 1
 */
export const backoffMs = (attempts: number): number => Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_MS);
