import { lstat, mkdir, readdir, readlink, rename, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Rootfs } from "../contract.ts";
import type { LaunchMount, LaunchSymlink } from "./launch-request.ts";

/** What the launcher lays out besides /proc, /dev and /tmp, which it makes itself. */
export interface RootfsPlan {
  readonly image: string | undefined;
  readonly symlinks: readonly LaunchSymlink[];
  readonly mounts: readonly LaunchMount[];
}

/** Programs and libraries. With a merged /usr all but the first are links into it. */
const PROGRAM_DIRECTORIES = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"];

/** Parts of the host's /etc that programs under /usr cannot do without, and that say nothing about the host's people. */
const HOST_ETC = [
  "alternatives",
  "ca-certificates",
  "crypto-policies",
  "ld.so.cache",
  "mime.types",
  "pki/ca-trust",
  "pki/tls/certs",
  "protocols",
  "services",
  "ssl/certs",
];

/** Java's settings lie in /etc on Debian, under the version's name. */
const JAVA_ETC = /^java-?\d+[\w-]*$/;

/** Users as functions see them on AWS; the id is the launcher's SANDBOX_UID. */
const ETC_FILES = {
  passwd: "root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin\n",
  group: "root:x:0:\nsbx_user1051:x:990:\n",
  hosts: "127.0.0.1 localhost sandbox sandbox.localdomain\n::1 localhost\n",
  "resolv.conf": "",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n",
} as const;

/** The composed /etc of one server, made once and shown read-only to every sandbox. */
export interface ComposedEtc {
  readonly directory: string;
  /** Mounts inside /etc; each has its mount point in `directory`. */
  readonly mounts: readonly LaunchMount[];
}

/** Makes one at `directory`; its resolv.conf is empty until kept by `ResolvConfFile`. */
export const composeEtc = async (directory: string): Promise<ComposedEtc> => {
  await mkdir(directory, { recursive: true, mode: 0o755 });
  for (const [name, text] of Object.entries(ETC_FILES))
    await writeFile(path.join(directory, name), text, { mode: 0o644 });
  // PARITY: functions live in UTC.
  await symlink("/usr/share/zoneinfo/UTC", path.join(directory, "localtime"));
  const java = (await readdir("/etc")).filter((name) => JAVA_ETC.test(name));
  const mounts: LaunchMount[] = [];
  for (const name of [...HOST_ETC, ...java]) {
    const about = await stat(path.join("/etc", name)).catch(() => undefined);
    if (about === undefined) continue;
    await makeMountPoint(path.join(directory, name), about.isDirectory() ? "directory" : "file");
    mounts.push({ target: path.join("etc", name), sources: [path.join("/etc", name)] });
  }
  return { directory, mounts };
};

/** Keeps a composed /etc's resolv.conf true while the host moves between networks; sandboxes see the change at once. */
export class ResolvConfFile {
  readonly #file: string;
  #text: string | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(etc: ComposedEtc) {
    this.#file = path.join(etc.directory, "resolv.conf");
  }

  /** Resolves when the file says so. */
  keep(text: string): Promise<void> {
    if (text !== this.#text) {
      this.#text = text;
      this.#written = this.#written.catch(() => undefined).then(() => this.#write(text));
      // Whoever asks next tries again.
      this.#written.catch(() => (this.#text = undefined));
    }
    return this.#written;
  }

  /** Never shows half a file. */
  async #write(text: string): Promise<void> {
    await writeFile(`${this.#file}.new`, text, { mode: 0o644 });
    await rename(`${this.#file}.new`, this.#file);
  }
}

/** The host's programs, read-only, as they lie on this host. */
export const composeRoot = async (): Promise<RootfsPlan> => {
  const symlinks: LaunchSymlink[] = [];
  const mounts: LaunchMount[] = [];
  for (const name of PROGRAM_DIRECTORIES) {
    const about = await lstat(`/${name}`).catch(() => undefined);
    if (about?.isSymbolicLink()) symlinks.push({ path: name, text: await readlink(`/${name}`) });
    else if (about?.isDirectory()) mounts.push({ target: name, sources: [`/${name}`] });
  }
  return { image: undefined, symlinks, mounts };
};

/** What to lay out for a root file system. */
export const planRootfs = (rootfs: Rootfs, composedRoot: RootfsPlan, etc: ComposedEtc): RootfsPlan => {
  if (rootfs.kind === "composed") {
    const mounts = [...composedRoot.mounts, { target: "etc", sources: [etc.directory] } as const, ...etc.mounts];
    return { ...composedRoot, mounts };
  }
  // An image brings its own /etc, except for what depends on where it runs.
  const mounts = ["hosts", "resolv.conf"].map((name) => etcMount(etc, name));
  return { image: rootfs.path, symlinks: [], mounts };
};

const etcMount = (etc: ComposedEtc, name: string): LaunchMount => ({
  target: `etc/${name}`,
  sources: [path.join(etc.directory, name)],
});

const makeMountPoint = async (place: string, kind: "directory" | "file"): Promise<void> => {
  await mkdir(kind === "directory" ? place : path.dirname(place), { recursive: true, mode: 0o755 });
  if (kind === "file") await writeFile(place, "");
};
