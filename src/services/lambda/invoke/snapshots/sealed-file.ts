import { webcrypto } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

const { subtle } = webcrypto;

const CIPHER = "AES-GCM";
const CHUNK_BYTES = 1_048_576;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
/** Enough to keep the disk and a processor busy; all of Node's threads would keep the server from its other files. */
const LANES = 2;

/** What a file of that length takes when it is sealed. */
export const sealedBytes = (contentBytes: number): number => contentBytes + chunkCount(contentBytes) * TAG_BYTES;

/**
 * Encrypts what a file holds, chunk by chunk and off the main thread (AES-256-GCM).
 * @param key of this one file: chunks are told apart by their number alone
 * @param context must be given again to open it
 */
export const sealFile = async (
  from: FileHandle,
  to: FileHandle,
  { key, context, contentBytes }: SealedFileOptions,
): Promise<void> => {
  const cipherKey = await importKey(key);
  await eachChunk(contentBytes, async ({ index, count, offset, length }) => {
    const clear = await readExactly(from, offset, length);
    if (clear === undefined) throw new Error("A file became shorter while it was sealed.");
    const sealed = await subtle.encrypt(parametersOf(index, count, context), cipherKey, clear);
    await writeAll(to, new Uint8Array(sealed), offset + index * TAG_BYTES);
  });
};

/**
 * Decrypts what `sealFile` wrote, to the same places.
 * @returns false for anything that this key did not seal in this context, byte for byte and to the end
 */
export const openSealedFile = async (
  from: FileHandle,
  to: FileHandle,
  { key, context, contentBytes }: SealedFileOptions,
): Promise<boolean> => {
  const cipherKey = await importKey(key);
  let isWhole = true;
  await eachChunk(contentBytes, async ({ index, count, offset, length }) => {
    if (!isWhole) return;
    const sealed = await readExactly(from, offset + index * TAG_BYTES, length + TAG_BYTES);
    const clear = sealed && (await decrypt(parametersOf(index, count, context), cipherKey, sealed));
    if (clear === undefined) isWhole = false;
    else await writeAll(to, clear, offset);
  });
  return isWhole;
};

interface SealedFileOptions {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly context: string;
  /** How much of the file counts. */
  readonly contentBytes: number;
}

interface Chunk {
  readonly index: number;
  readonly count: number;
  /** Where it lies in the clear file. */
  readonly offset: number;
  readonly length: number;
}

const chunkCount = (contentBytes: number): number => Math.ceil(contentBytes / CHUNK_BYTES);

const eachChunk = async (contentBytes: number, visit: (chunk: Chunk) => Promise<void>): Promise<void> => {
  const count = chunkCount(contentBytes);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const offset = index * CHUNK_BYTES;
      await visit({ index, count, offset, length: Math.min(CHUNK_BYTES, contentBytes - offset) });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

/** A chunk opens in its place among so many, and nowhere else. */
const parametersOf = (index: number, count: number, context: string) => {
  const iv = new DataView(new ArrayBuffer(NONCE_BYTES));
  iv.setUint32(NONCE_BYTES - 4, index);
  const additionalData = Buffer.from(`${context}\n${index} of ${count}`);
  return { name: CIPHER, iv, additionalData, tagLength: TAG_BYTES * 8 };
};

const importKey = (key: Uint8Array) =>
  subtle.importKey("raw", Uint8Array.from(key), CIPHER, false, ["encrypt", "decrypt"]);

const decrypt = async (
  parameters: ReturnType<typeof parametersOf>,
  key: webcrypto.CryptoKey,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array | undefined> => {
  try {
    return new Uint8Array(await subtle.decrypt(parameters, key, sealed));
  } catch {
    return undefined; // the tag does not fit: altered, or sealed under another key
  }
};

/** @returns undefined when the file ends before */
const readExactly = async (
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return bytes;
};

const writeAll = async (file: FileHandle, bytes: Uint8Array, position: number): Promise<void> => {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
};
