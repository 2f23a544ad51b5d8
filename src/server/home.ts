import { createHash } from "node:crypto";
import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { homeInUse, makeHome } from "../base/make-home.ts";
import {
  type AdminCredentials,
  adminCredentialsPath,
  type ServerRecord,
  serverRecordPath,
} from "../base/server-record.ts";

/** The paths of one server's data. */
export interface HomePaths {
  readonly root: string;
  readonly database: string;
  readonly blobs: string;
  readonly code: string;
  readonly logs: string;
  readonly usage: string;
  readonly sandboxes: string;
  readonly snapshots: string;
  readonly runtimes: string;
  readonly masterKey: string;
  readonly adminCredentials: string;
  readonly serverRecord: string;
}

export const homePaths = (root: string): HomePaths => ({
  root,
  database: join(root, "lambkin.sqlite"),
  blobs: join(root, "blobs"),
  code: join(root, "code"),
  logs: join(root, "logs"),
  usage: join(root, "usage"),
  sandboxes: join(root, "sandboxes"),
  snapshots: join(root, "snapshots"),
  runtimes: join(root, "runtimes"),
  masterKey: join(root, "master.key"),
  adminCredentials: adminCredentialsPath(root),
  serverRecord: serverRecordPath(root),
});

/**
 * Makes the home directory (mode 0700) and holds it: a second server with the same home is refused.
 * The hold is an abstract socket, so the kernel lets go of it however the server ends.
 * @throws OperatorError HOME_IN_USE, HOME_UNUSABLE
 */
export const holdHome = async (root: string): Promise<AsyncDisposable> => {
  makeHome(root);
  // Links may lead to the same directory by several names.
  const name = `\0lambkin-home-${createHash("sha256").update(realpathSync(root)).digest("hex").slice(0, 32)}`;
  const lock = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    lock.once("error", (cause: NodeJS.ErrnoException) =>
      reject(cause.code === "EADDRINUSE" ? homeInUse(root, cause) : cause),
    );
    lock.listen(name, resolve);
  });
  lock.unref();
  return { [Symbol.asyncDispose]: () => closeServer(lock) };
};

const closeServer = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** Writes through a temporary name, so that a reader never sees half a file. */
const writeFileAtomically = (path: string, content: string, options: { readonly mode: number }): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode: options.mode });
  renameSync(temporary, path);
};

export const publishServerRecord = (paths: HomePaths, record: ServerRecord): Disposable => {
  writeFileAtomically(paths.serverRecord, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  return {
    [Symbol.dispose]: () => {
      const current = JSON.parse(readFileSync(paths.serverRecord, "utf8")) as ServerRecord;
      if (current.processId === record.processId) rmSync(paths.serverRecord, { force: true });
    },
  };
};

/** Where `lambkin env` and the other commands find the key pair of the account's root. Mode 0600. */
export const publishAdminCredentials = (paths: HomePaths, { accessKeyId, secretAccessKey }: AdminCredentials): void =>
  writeFileAtomically(paths.adminCredentials, `${JSON.stringify({ accessKeyId, secretAccessKey }, undefined, 2)}\n`, {
    mode: 0o600,
  });
