import type { Clock } from "../../../../base/clock.ts";
import type { LambdaStore } from "../../store/lambda-store.ts";

/** No request takes longer from looking a layer version up to storing a function that has it. */
const MAX_REQUEST_MS = 3_600_000;

/** Hashes of all archives that must stay: of functions, and of layers that somebody has or may still be given. */
export const referencedCode = async (store: LambdaStore, clock: Clock): Promise<ReadonlySet<string>> => {
  // Functions first: one that comes between the two has layers that are found by the second.
  const functions = await store.functions.referencedCode();
  const layers = await store.layers.referencedCode(clock.nowMs() - MAX_REQUEST_MS);
  return new Set([...functions, ...layers]);
};
