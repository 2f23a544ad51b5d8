import { unsupported } from "./exceptions.ts";
import type { KmsKey } from "./model/key.ts";

/** PARITY: only symmetric encryption keys rotate, and AWS says no more than that. */
export const checkRotatable = ({ spec }: KmsKey): void => {
  if (spec !== "SYMMETRIC_DEFAULT") throw unsupported();
};
