import { spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { MemoryFile } from "../contract.ts";

/** As `stat` counts, whatever the file system does. */
const BLOCK_BYTES = 512;

/**
 * An empty file that only this process holds. It is found by this process's own descriptor, so it needs no name anywhere and
 * nobody to remove it.
 * @param program makes it, as Node.js cannot, and ends
 * @throws when the kernel refuses, or this process may not look at what the program has open
 */
export const makeMemoryFile = async (program: string): Promise<MemoryFile> => {
  const maker = spawn(program, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<never>((_resolve, reject) => {
    maker.once("error", reject);
    void text(maker.stderr).then((words) => reject(new Error(`No file in memory can be made: ${words.trim()}`)));
  });
  try {
    const number = await Promise.race([firstLine(maker.stdout), ended]);
    return new OpenMemoryFile(await open(`/proc/${maker.pid}/fd/${number}`, "r+"));
  } finally {
    maker.stdin.end();
    ended.catch(() => undefined);
  }
};

const firstLine = async (output: AsyncIterable<Buffer>): Promise<string> => {
  for await (const line of output) return line.toString("utf8").trim();
  return new Promise(() => undefined); // its errors say why
};

class OpenMemoryFile implements MemoryFile {
  readonly path: string;
  readonly handle: FileHandle;

  constructor(handle: FileHandle) {
    this.handle = handle;
    this.path = `/proc/${process.pid}/fd/${handle.fd}`;
  }

  /** Files in memory have whole pages and no more, so what lies before the hole is what there is. */
  async contentBytes(): Promise<number> {
    const { size, blocks } = await this.handle.stat();
    return Math.min(size, blocks * BLOCK_BYTES);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handle.close();
  }
}
