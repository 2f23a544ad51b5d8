import type { Logger } from "../base/log.ts";
import type { Runtimes } from "../runtimes/contract.ts";
import type { RuntimeCatalog } from "../services/lambda/control/runtime-catalog.ts";

/**
 * Shows Lambda's control plane what the host has. A runtime that can be fetched counts as there, and is fetched before
 * the function that asked for it is made.
 */
export const runtimeCatalog = (runtimes: Runtimes, logger: Logger): RuntimeCatalog => {
  const onProgress = (message: string) => logger.info({}, message);
  return {
    find: async (identifier) => {
      const found = await runtimes.find(identifier);
      if (found.kind !== "fetchable") return found;
      const runtime = await found.fetch({ signal: new AbortController().signal, onProgress });
      return { kind: "ready", runtime };
    },
    prepare: async (identifier, { signal }) => {
      await runtimes.prepare(identifier, { signal, onProgress });
    },
  };
};
