import type { BodyTimeouts } from "./body/body-deadline.ts";
import type { ConnectionLimits } from "./http/node-server.ts";

/** How much patience and memory a client is given. Body sizes are in `body/limits.ts`. */
export interface GatewayLimits extends ConnectionLimits {
  readonly bodyTimeouts: BodyTimeouts;
}

export const DEFAULT_LIMITS: GatewayLimits = {
  maxHeaderBytes: 32 * 1024,
  headersTimeoutMs: 10_000,
  silenceMs: 1_200_000,
  keepAliveMs: 65_000,
  bodyTimeouts: { idleMs: 30_000, totalMs: 300_000 },
};
