import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { OperatorError } from "./operator-error.ts";
import { currentBootId, isAlive, type ProcessIdentity } from "./process-identity.ts";

/** What a running server tells command-line programs of the same user; lies in its home while it runs. */
export interface ServerRecord extends ProcessIdentity {
  /** A record that outlived its machine's last run must not let `stop` end whoever has the process id now. */
  readonly bootId: string;
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly open: boolean;
  readonly startedAtMs: number;
}

/** The key pair made at the first start. It acts as the account's root. */
export interface AdminCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const defaultHome = (): string => join(homedir(), ".lambkin");

export const serverRecordPath = (home: string): string => join(home, "server.json");
export const adminCredentialsPath = (home: string): string => join(home, "admin-credentials.json");

/**
 * @returns undefined when no server runs with this home, also when one ended without tidying up
 * @throws OperatorError HOME_UNREADABLE
 */
export const findServerRecord = (home: string): ServerRecord | undefined => {
  const record = findJson(serverRecordPath(home)) as ServerRecord | undefined;
  return record?.bootId === currentBootId() && isAlive(record) ? record : undefined;
};

/**
 * @returns undefined before the first start with this home
 * @throws OperatorError HOME_UNREADABLE
 */
export const findAdminCredentials = (home: string): AdminCredentials | undefined =>
  findJson(adminCredentialsPath(home)) as AdminCredentials | undefined;

const findJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new OperatorError({
      code: "HOME_UNREADABLE",
      message: `What a server left for its user cannot be read: ${message}`,
      remedy: "Use the account that started the server, or name another directory with --home.",
      cause: error,
    });
  }
};
