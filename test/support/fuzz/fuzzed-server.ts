import { join } from "node:path";
import { createLogger, type Logger } from "../../../src/base/log.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { createGateway } from "../../../src/gateway/gateway.ts";
import { RequestCounters } from "../../../src/gateway/request-metrics.ts";
import type { ServedService } from "../../../src/gateway/served-service.ts";
import type { Runtime, Runtimes } from "../../../src/runtimes/contract.ts";
import { homePaths } from "../../../src/server/home.ts";
import { loadConfig } from "../../../src/server/load-config.ts";
import { openServices } from "../../../src/server/services.ts";
import { openDiskBlobStore } from "../../../src/storage/disk-blob-store.ts";
import { openSqliteDatabase } from "../../../src/storage/sqlite-database.ts";
import { FakeSandboxBackend } from "../../unit/services/lambda/invoke/fake-sandbox.ts";
import { echo } from "../../unit/services/lambda/invoke/invoker-fixture.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

/** Everything that the product serves, in this process: real services, real files; only functions are played. */
export interface FuzzedServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly services: readonly ServedService[];
  /** What the server held against itself since the last call, in its own log's words. */
  takeBugs(): readonly string[];
}

/**
 * Open, on a free loopback port.
 * @param home a directory to start again on; without one it gets its own, removed with it
 */
export const startFuzzedServer = async (home?: string): Promise<FuzzedServer> => {
  await using cleanup = new AsyncDisposableStack();
  const directory = home ?? cleanup.use(temporaryDirectory()).path;
  const config = loadConfig(["--open", "--port", "0", "--home", directory], {});
  const paths = homePaths(directory);
  const account = { partition: "aws", region: config.region, accountId: config.accountId };
  const bugs: string[] = [];
  const logger = listeningLogger(bugs);
  const clock = systemClock;
  const requests = new RequestCounters();
  const services = cleanup.use(
    await openServices({
      config,
      paths,
      account,
      masterKey: new Uint8Array(32).fill(7),
      database: cleanup.use(await openSqliteDatabase({ path: paths.database })),
      blobs: await openDiskBlobStore({ directory: join(directory, "blobs") }),
      runtimes: everyRuntime,
      host: {
        sandboxes: new FakeSandboxBackend(echo),
        notices: [],
        [Symbol.asyncDispose]: () => Promise.resolve(),
      },
      requests,
      clock,
      logger,
      acceptGuestConnection: (socket) => socket.destroy(),
    }),
  );
  const gateway = createGateway({
    services: services.served,
    accessKeys: services.accessKeys,
    accessKeyUse: services.accessKeyUse,
    authorizer: { authorize: () => undefined },
    metrics: requests,
    account,
    clock,
    logger,
    open: true,
  });
  const { port } = await gateway.listen({ host: "127.0.0.1", port: 0 });
  cleanup.defer(() => gateway.drain({ timeoutMs: 0 }));
  services.setApiPort(port);
  await services.recover();
  gateway.ready();
  const owned = cleanup.move();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    services: services.served,
    takeBugs: () => bugs.splice(0),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};

/** Says nothing, and remembers what a server without bugs never says. */
const listeningLogger = (bugs: string[]): Logger => {
  const listen = (details: unknown, message?: string): void => {
    const error = typeof details === "object" && details !== null && "err" in details ? details.err : details;
    bugs.push(`${message ?? ""}: ${error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error)}`);
  };
  const silent = createLogger("silent");
  const logger: Logger = Object.assign(Object.create(silent) as Logger, {
    error: listen,
    fatal: listen,
    child: () => logger,
  });
  return logger;
};

const runtimeOf = (identifier: string): Runtime => ({
  identifier,
  version: `${identifier}:v1`,
  source: "a test",
  launch: () => ({ command: ["/var/task/bootstrap"], mounts: [], environment: {} }),
});

const everyRuntime: Runtimes = {
  find: (identifier) => Promise.resolve({ kind: "ready", runtime: runtimeOf(identifier) }),
  prepare: (identifier) => Promise.resolve(runtimeOf(identifier)),
  list: () => Promise.resolve([]),
  refresh: () => undefined,
};
