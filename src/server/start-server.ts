import { systemClock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { loadMasterKey } from "../base/master-key.ts";
import { currentBootId, findProcess } from "../base/process-identity.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import { RequestCounters } from "../gateway/request-metrics.ts";
import { createRuntimes } from "../runtimes/all-runtimes.ts";
import { openDiskBlobStore } from "../storage/disk-blob-store.ts";
import { openSqliteDatabase } from "../storage/sqlite-database.ts";
import type { Config } from "./config.ts";
import { holdHome, homePaths, publishAdminCredentials, publishServerRecord } from "./home.ts";
import { hostArchitecture } from "./host-architecture.ts";
import { openHost } from "./open-host.ts";
import { openServices } from "./services.ts";

export interface RunningServer extends AsyncDisposable {
  readonly endpoint: string;
  /** What the operator should know, such as functions without a network. */
  readonly notices: readonly string[];
  /** Stops accepting, and waits for running requests and asynchronous invocations. Called again, it breaks them off. */
  drain(options: { readonly timeoutMs: number }): Promise<void>;
}

/**
 * Brings everything up, in the order in which things lean on each other; disposing takes it down in reverse.
 * Requests are accepted when the promise resolves. Nothing is left behind when it rejects.
 * @throws OperatorError
 */
export const startServer = async (config: Config, logger: Logger): Promise<RunningServer> => {
  await using cleanup = new AsyncDisposableStack();
  const clock = systemClock;
  const account = { partition: "aws", region: config.region, accountId: config.accountId };
  const paths = homePaths(config.home);
  cleanup.use(await holdHome(paths.root));
  const masterKey = await loadMasterKey({ path: paths.masterKey, base64: config.masterKey || undefined });
  const database = cleanup.use(await openSqliteDatabase({ path: paths.database }));
  const blobs = await openDiskBlobStore({ directory: paths.blobs });
  const runtimes = createRuntimes({
    directory: config.runtimes || paths.runtimes,
    architecture: hostArchitecture(),
    clock,
  });
  const requests = new RequestCounters();
  const host = cleanup.use(await openHost({ config, paths, clock, logger }));

  // The gateway serves connections from sandboxes, but is made of services that make sandboxes: hence the late binding.
  let gateway: Gateway | undefined;
  const services = cleanup.use(
    await openServices({
      config,
      paths,
      account,
      masterKey,
      database,
      blobs,
      runtimes,
      host,
      requests,
      clock,
      logger,
      acceptGuestConnection: (socket) => (gateway === undefined ? socket.destroy() : gateway.acceptConnection(socket)),
    }),
  );
  gateway = createGateway({
    services: services.served,
    accessKeys: services.accessKeys,
    accessKeyUse: services.accessKeyUse,
    authorizer: { authorize: () => undefined },
    metrics: requests,
    account,
    clock,
    logger,
    open: config.open,
  });
  const { port } = await gateway.listen({ host: config.host, port: config.port });
  services.setApiPort(port);
  const running = gateway;
  cleanup.defer(() => running.drain({ timeoutMs: 0 }));
  await services.recover();
  const notices = [...host.notices, ...(await services.notices())];

  publishAdminCredentials(paths, services.rootAccessKey);
  const endpoint = endpointOf(config.host, port);
  cleanup.use(publishServerRecord(paths, serverRecord(config, endpoint, clock.nowMs())));
  gateway.ready();
  const outOfTime = new AbortController();
  const handedOver = cleanup.move();
  return {
    endpoint,
    notices,
    drain: async ({ timeoutMs }) => {
      using _ = clock.after(timeoutMs, () => outOfTime.abort());
      await running.drain({ timeoutMs, work: services.drain(outOfTime.signal) });
    },
    [Symbol.asyncDispose]: () => handedOver.disposeAsync(),
  };
};

/** Where clients on this machine reach a server that listens on `host`. */
const endpointOf = (host: string, port: number): string => {
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
};

const serverRecord = ({ region, accountId, open }: Config, endpoint: string, startedAtMs: number) => {
  const identity = findProcess(process.pid);
  if (identity === undefined) throw new Error("/proc does not know this process");
  return { ...identity, bootId: currentBootId(), endpoint, region, accountId, open, startedAtMs };
};
