import { randomBytes } from "node:crypto";
import { link, mkdir, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { randomHex } from "./ids.ts";
import { OperatorError } from "./operator-error.ts";

const KEY_BYTES = 32;

/** Where the master key comes from. */
export interface MasterKeySource {
  /** File that holds the 32 bytes as they are. Made with mode 0600 when it does not exist. */
  readonly path: string;
  /** The key in base64, as an environment variable carries it; wins over the file when set. */
  readonly base64?: string | undefined;
}

/**
 * The server's one secret: everything it encrypts or signs is under a key derived from this one.
 * Losing it makes stored access keys and issued session tokens unreadable.
 * @throws OperatorError MASTER_KEY_INVALID or MASTER_KEY_EXPOSED
 */
export const loadMasterKey = async (source: MasterKeySource): Promise<Uint8Array> =>
  source.base64 === undefined ? loadFromFile(source.path) : decode(source.base64);

const decode = (base64: string): Uint8Array => {
  const key = Buffer.from(base64, "base64");
  if (key.length === KEY_BYTES) return key;
  throw new OperatorError({
    code: "MASTER_KEY_INVALID",
    message: `The master key from the environment decodes to ${key.length} bytes instead of ${KEY_BYTES}.`,
    remedy: "Set it to 32 random bytes in base64, for example from `openssl rand -base64 32`.",
  });
};

const loadFromFile = async (path: string): Promise<Uint8Array> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await createUnlessPresent(path);
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new OperatorError({
      code: "MASTER_KEY_EXPOSED",
      message: `The master key ${path} is open to other users (mode ${(mode & 0o777).toString(8).padStart(4, "0")}).`,
      remedy: `Run \`chmod 0600 ${path}\`, and replace every access key if someone may have read it.`,
    });
  }
  return readKey(path);
};

const readKey = async (path: string): Promise<Uint8Array> => {
  await using file = await open(path, "r");
  const { bytesRead, buffer } = await file.read(Buffer.alloc(KEY_BYTES + 1), 0, KEY_BYTES + 1, 0);
  if (bytesRead === KEY_BYTES) return buffer.subarray(0, KEY_BYTES);
  throw new OperatorError({
    code: "MASTER_KEY_INVALID",
    message: `The master key ${path} does not hold exactly ${KEY_BYTES} bytes.`,
    remedy: "Restore the file from a backup. Without it, stored access keys cannot be read.",
  });
};

/**
 * The key is written beside its place and linked there whole: a server killed half-way never leaves a short key,
 * and of two servers starting at once one wins and both read the same key.
 */
const createUnlessPresent = async (path: string): Promise<void> => {
  const present = await stat(path).catch(() => undefined);
  if (present !== undefined) return;
  const draft = `${path}.${randomHex(8)}`;
  try {
    await using file = await open(draft, "wx", 0o600);
    await file.writeFile(randomBytes(KEY_BYTES));
    await file.sync();
    await link(draft, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft, { force: true });
  }
};

/** A new name survives a power cut only when its directory is synced too. */
const syncDirectory = async (path: string): Promise<void> => {
  await using directory = await open(path, "r");
  await directory.sync();
};
