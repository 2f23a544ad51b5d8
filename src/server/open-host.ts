import { fileURLToPath } from "node:url";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { SandboxBackend, SandboxFeature } from "../sandbox/contract.ts";
import { createLinuxSandboxBackend } from "../sandbox/linux/create-linux-sandbox-backend.ts";
import { openNetworkNamespaces } from "../sandbox/linux/network/open-network-namespaces.ts";
import type { Config } from "./config.ts";
import type { HomePaths } from "./home.ts";

const NETWORK_PROGRAM = fileURLToPath(new URL("../../build/lambkin-network", import.meta.url));
/** Network namespaces kept ready; making one takes a few milliseconds that a cold start need not wait. */
const SPARE_NETWORKS = 4;

/** What this machine gives to run functions with. */
export interface Host extends AsyncDisposable {
  readonly sandboxes: SandboxBackend;
  readonly notices: readonly string[];
}

/** Opens sandboxes and their network, and sweeps what a killed server of the same home left. */
export const openHost = async ({
  config,
  paths,
  clock,
  logger,
}: {
  readonly config: Config;
  readonly paths: HomePaths;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Host> => {
  await using cleanup = new AsyncDisposableStack();
  const network = cleanup.use(
    await openNetworkNamespaces({
      home: paths.root,
      programPath: NETWORK_PROGRAM,
      config: {
        egress: config.egress,
        addressBlock: config.addressBlock || undefined,
        deny: config.deny,
        allow: config.allow,
        nameservers: config.nameservers.length === 0 ? undefined : config.nameservers,
      },
      spares: SPARE_NETWORKS,
      clock,
      logger,
    }),
  );
  const sandboxes = cleanup.use(
    await createLinuxSandboxBackend({ scratchDirectory: paths.sandboxes, logger, clock, network }),
  );
  const swept = await sandboxes.sweep();
  if (swept.processes + swept.cgroups + swept.mounts > 0) logger.warn(swept, "swept what a killed server left");
  const reduced = sandboxes.features.filter(({ state }) => state !== "full");
  const handedOver = cleanup.move();
  return {
    sandboxes,
    notices: reduced.map(notice),
    [Symbol.asyncDispose]: () => handedOver.disposeAsync(),
  };
};

const notice = ({ name, detail, remedy }: SandboxFeature): string =>
  remedy === undefined ? `${name}: ${detail}` : `${name}: ${detail.replace(/[^.]$/, "$&.")} ${remedy}`;
