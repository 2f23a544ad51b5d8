import type { LambdaStore } from "../../store/lambda-store.ts";

/** Size of everything that was uploaded and is still there: what counts against the account's quota. */
export const storedCodeBytes = async (store: LambdaStore): Promise<number> =>
  (await store.functions.totals()).codeSizeBytes + (await store.layers.storedBytes());
