import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { couldNotUnzip, invalidParameter, unzippedTooLarge } from "../../exceptions.ts";
import { MAX_UNZIPPED_BYTES } from "../../model/quotas.ts";

/** Files, links and directories, implied ones included: what the archive may cost in inodes. */
const MAX_ENTRIES = 100_000;
const MAX_PATH_BYTES = 1_024;

const FILE_TYPE_MASK = 0o170_000;
const SYMBOLIC_LINK = 0o120_000;
const UNIX = 3;

/** One file or symbolic link of an archive. */
export interface ZipItem {
  /** Relative, with `/` between its parts, none of them empty, `.` or `..`. */
  readonly path: string;
  /** Permission bits only: no set-user-id, set-group-id or sticky bit. */
  readonly mode: number;
  readonly entry: Entry;
}

/** What an archive would unpack to, read from its directory and found harmless; the content is not read yet. */
export interface ZipTree {
  readonly archive: Buffer;
  readonly zip: ZipFile;
  /** Parents before children, with their modes. */
  readonly directories: ReadonlyMap<string, number>;
  readonly files: readonly ZipItem[];
  readonly links: readonly ZipItem[];
  /** Size of all files together. */
  readonly unzippedBytes: number;
}

/**
 * Names that lead out of the tree are refused by the archive reader, everything else that could harm here: sizes,
 * counts, encrypted entries, two entries of one name, an entry below a file or a link.
 * @throws ServiceException InvalidParameterValueException
 */
export const readZipTree = async (archive: Uint8Array): Promise<ZipTree> => {
  if (archive.byteLength === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  const builder = new ZipTreeBuilder();
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const zip = await openZip(bytes);
  try {
    for await (const entry of zip.eachEntry()) builder.add(entry);
  } catch (error) {
    throw asCouldNotUnzip(error);
  }
  return { archive: bytes, zip, ...builder.finish() };
};

const openZip = async (archive: Buffer): Promise<ZipFile> => {
  try {
    return await fromBufferPromise(archive, { autoClose: false });
  } catch (error) {
    throw couldNotUnzip(undefined, error);
  }
};

/** Our own refusals pass; the archive reader's words do not reach the caller. */
const asCouldNotUnzip = (error: unknown): unknown =>
  error instanceof Error && "statusCode" in error ? error : couldNotUnzip(undefined, error);

class ZipTreeBuilder {
  readonly #directories = new Map<string, number>();
  readonly #files = new Map<string, ZipItem>();
  readonly #links = new Map<string, ZipItem>();
  #unzippedBytes = 0;

  add(entry: Entry): void {
    const path = entry.fileName.split("/").filter((part) => part !== "" && part !== ".");
    const name = path.join("/");
    if (entry.fileName.includes("\0") || Buffer.byteLength(name) > MAX_PATH_BYTES) {
      throw couldNotUnzip("it holds a name that no file can have");
    }
    if (entry.isEncrypted()) throw couldNotUnzip(`'${name}' is encrypted`);
    if (!entry.canDecodeFileData()) throw couldNotUnzip(`'${name}' is compressed by a method other than deflate`);
    this.#count(entry);
    this.#addParents(path);
    this.#addEntry(name, entry);
    if (this.#directories.size + this.#files.size + this.#links.size > MAX_ENTRIES) {
      throw couldNotUnzip(`it holds more than ${MAX_ENTRIES} files and directories`);
    }
  }

  finish(): Omit<ZipTree, "archive" | "zip"> {
    for (const path of this.#directories.keys()) {
      if (this.#files.has(path) || this.#links.has(path)) {
        throw couldNotUnzip(`'${path}' is both a file and a directory`);
      }
    }
    if (this.#files.size + this.#links.size === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
    return {
      directories: this.#directories,
      files: [...this.#files.values()],
      links: [...this.#links.values()],
      unzippedBytes: this.#unzippedBytes,
    };
  }

  /** The declared size is enough to go by: an entry that turns out longer is refused when it is read. */
  #count(entry: Entry): void {
    this.#unzippedBytes += entry.uncompressedSize;
    if (this.#unzippedBytes >= MAX_UNZIPPED_BYTES) throw unzippedTooLarge(MAX_UNZIPPED_BYTES);
  }

  #addParents(path: readonly string[]): void {
    for (let depth = 1; depth < path.length; depth += 1) {
      const parent = path.slice(0, depth).join("/");
      if (!this.#directories.has(parent)) this.#directories.set(parent, 0o755);
    }
  }

  #addEntry(name: string, entry: Entry): void {
    const unixMode = unixModeOf(entry);
    if (entry.fileName.endsWith("/")) {
      // The owner, the server, must be able to fill the directory and to remove it again.
      if (name !== "") this.#directories.set(name, permissionsOf(unixMode, 0o755) | 0o700);
      return;
    }
    if (name === "" || this.#files.has(name) || this.#links.has(name)) {
      throw couldNotUnzip(`it holds '${name}' more than once`);
    }
    const item: ZipItem = { path: name, mode: permissionsOf(unixMode, 0o644), entry };
    if ((unixMode & FILE_TYPE_MASK) === SYMBOLIC_LINK) this.#links.set(name, item);
    else this.#files.set(name, item);
  }
}

/** Zero when the archive was made where files have no such mode. */
const unixModeOf = (entry: Entry): number =>
  entry.versionMadeBy >>> 8 === UNIX ? entry.externalFileAttributes >>> 16 : 0;

/**
 * PARITY: permissions are kept as they are in the archive, so a file that others may not read fails the function
 * with "permission denied" as on AWS. Where the server is not root the sandbox's user is the server's own, and such
 * a file can be read.
 */
const permissionsOf = (unixMode: number, otherwise: number): number => (unixMode === 0 ? otherwise : unixMode & 0o777);
