import { createHash } from "node:crypto";

/**
 * At most so many titles, spread over all of them. Which ones follows from the seed alone, so that every run makes the
 * same choice; the first is always among them.
 */
export const choose = (titles: readonly string[], seed: string, atMost: number): readonly string[] => {
  const [first, ...rest] = titles;
  if (first === undefined || rest.length < atMost) return titles;
  const byLot = rest.map((title) => ({ title, lot: createHash("md5").update(`${seed}: ${title}`).digest("hex") }));
  byLot.sort((left, right) => (left.lot < right.lot ? -1 : 1));
  return [first, ...byLot.slice(0, atMost - 1).map(({ title }) => title)];
};
