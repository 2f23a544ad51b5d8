import { randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { MemoryFile } from "../../src/sandbox/contract.ts";

/** A file without a name. All of it counts: it has no hole. */
export class FakeMemoryFile implements MemoryFile {
  readonly path: string;
  readonly handle: FileHandle;
  isClosed = false;

  private constructor(handle: FileHandle) {
    this.handle = handle;
    this.path = `/proc/${process.pid}/fd/${handle.fd}`;
  }

  static async make(content: Uint8Array | string = ""): Promise<FakeMemoryFile> {
    const name = path.join(tmpdir(), `lambkin-memory-${randomUUID()}`);
    const handle = await open(name, "wx+", 0o600);
    await rm(name);
    await handle.writeFile(content);
    return new FakeMemoryFile(handle);
  }

  async contentBytes(): Promise<number> {
    return (await this.handle.stat()).size;
  }

  async text(): Promise<string> {
    const bytes = Buffer.alloc(await this.contentBytes());
    await this.handle.read(bytes, 0, bytes.length, 0);
    return bytes.toString("utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
    await this.handle.close();
  }
}
