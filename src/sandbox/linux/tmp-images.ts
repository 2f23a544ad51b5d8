import { execFile } from "node:child_process";
import { access, constants, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { OperatorError } from "../../base/operator-error.ts";
import type { LaunchTmp } from "./launch-request.ts";

const run = promisify(execFile);

const BYTES_PER_MIB = 1024 * 1024;

/** Not in every user's PATH. */
const SYSTEM_PATH = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

/**
 * No journal: nobody reads it again after a crash. No reserve for root: root does not live here. No room to grow: it
 * never does, and a template of 128 KiB is copied faster than one of 384.
 */
const MKFS_OPTIONS = "-q -F -m 0 -b 4096 -O ^has_journal,^resize_inode -E lazy_itable_init=1,nodiscard".split(" ");

/** Gives each sandbox its /tmp. */
export interface TmpSource {
  /** @param id the sandbox's; names its files */
  tmpFor(id: string, tmpMiB: number): Promise<LaunchTmp>;
}

/**
 * LIMIT: without root, loop devices or mkfs.ext4, /tmp is in memory: it is charged to the sandbox, so a function that
 * fills it runs out of memory sooner than on AWS.
 */
export const tmpInMemory: TmpSource = {
  tmpFor: (_id, tmpMiB) => Promise.resolve({ kind: "memory", bytes: tmpMiB * BYTES_PER_MIB }),
};

/** What is missing for /tmp on disk; undefined when nothing is. */
export const tmpImagesObstacle = async (): Promise<string | undefined> => {
  if (!(await isUsable("/dev/loop-control"))) return "there are no loop devices (/dev/loop-control)";
  if ((await findMkfs()) === undefined) return "mkfs.ext4 is missing (package e2fsprogs)";
  return undefined;
};

/**
 * A /tmp on disk: a file that is all holes until something is written, with an empty ext4 inside. Formatting takes
 * some 30 ms, so each size is formatted once and copied by the launcher, holes and all.
 */
export class TmpImages implements TmpSource {
  readonly #templates: string;
  readonly #copies: string;
  readonly #bySize = new Map<number, Promise<string>>();

  /**
   * @param templates directory of the formatted images, kept between starts
   * @param copies directory of the sandboxes' own, on the same file system
   */
  constructor(templates: string, copies: string) {
    this.#templates = templates;
    this.#copies = copies;
  }

  async tmpFor(id: string, tmpMiB: number): Promise<LaunchTmp> {
    let template = this.#bySize.get(tmpMiB);
    if (template === undefined) {
      template = this.#format(tmpMiB);
      this.#bySize.set(tmpMiB, template);
      // The next sandbox tries again: a full disk may have been emptied.
      template.catch(() => this.#bySize.delete(tmpMiB));
    }
    return {
      kind: "image",
      bytes: tmpMiB * BYTES_PER_MIB,
      template: await template,
      path: path.join(this.#copies, `${id}.ext4`),
    };
  }

  /** Under its name only when whole. */
  async #format(tmpMiB: number): Promise<string> {
    const finished = path.join(this.#templates, `${tmpMiB}.ext4`);
    if (await isUsable(finished)) return finished;
    await mkdir(this.#templates, { recursive: true, mode: 0o700 });
    const unfinished = path.join(this.#templates, `${tmpMiB}.${process.pid}`);
    try {
      await using file = await open(unfinished, "w", 0o600);
      await file.truncate(tmpMiB * BYTES_PER_MIB);
      await run((await findMkfs()) ?? "mkfs.ext4", [...MKFS_OPTIONS, unfinished]);
      await rename(unfinished, finished);
      return finished;
    } catch (error) {
      await rm(unfinished, { force: true });
      throw new OperatorError({
        code: "TMP_IMAGE_FAILED",
        message: `An image of ${tmpMiB} MiB for /tmp could not be made in ${this.#templates}`,
        remedy: "Check that the disk has room and that its file system supports sparse files.",
        cause: error,
      });
    }
  }
}

const findMkfs = async (): Promise<string | undefined> => {
  for (const directory of SYSTEM_PATH) {
    const program = path.join(directory, "mkfs.ext4");
    if (await isUsable(program)) return program;
  }
  return undefined;
};

const isUsable = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
