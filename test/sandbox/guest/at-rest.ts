import { setImmediate, setTimeout } from "node:timers/promises";

/** What is counted once nothing of it is on its way any more. */
export const atRest = async (count: () => number): Promise<number> => {
  for (let before = -1; ; await setTimeout(50)) {
    // A timer that is late is heard before what arrived meanwhile.
    await setImmediate();
    if (count() === before) return before;
    before = count();
  }
};
