import { open, readFile, stat, writeFile } from "node:fs/promises";
import { bytesNeeded, findBatch } from "./batch.ts";
import { addBatch, type Block } from "./block.ts";
import { indexPath, listSegments, segmentPath, unlessMissing } from "./segment-files.ts";

const SCAN_WINDOW_BYTES = 256 * 1024;

/** A stream's index over all its segments. */
export interface StreamIndex {
  readonly blocks: Block[];
  /** The youngest segment, and how long it is up to its last whole batch; 0 when there is none. */
  readonly lastSegment: number;
  readonly lastSegmentBytes: number;
}

/** Reads or rebuilds the index of a stream. Changes nothing, so it may run beside the writer. */
export const readStreamIndex = async (directory: string): Promise<StreamIndex> => {
  const segments = await listSegments(directory);
  const lastSegment = segments.at(-1) ?? 0;
  const blocks: Block[] = [];
  for (const segment of segments) {
    const saved = segment === lastSegment ? undefined : await readSavedIndex(directory, segment);
    blocks.push(...(saved ?? (await scanSegment(directory, segment))));
  }
  const end = blocks.at(-1);
  const lastSegmentBytes = end?.segment === lastSegment ? end.offsetBytes + end.lengthBytes : 0;
  return { blocks, lastSegment, lastSegmentBytes };
};

/** Walks a segment batch by batch, up to its end or to the first torn batch. */
const scanSegment = async (directory: string, segment: number): Promise<readonly Block[]> => {
  const blocks: Block[] = [];
  await using file = await open(segmentPath(directory, segment), "r").catch(unlessMissing(undefined));
  if (file === undefined) return blocks;
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;
  let at = 0;
  for (;;) {
    const needed = bytesNeeded(window, at - windowStart);
    if (at - windowStart + needed > window.length) {
      const length = Math.max(needed, SCAN_WINDOW_BYTES);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
      // No more than at hand already: the file ends here, within or right after a batch.
      if (bytesRead <= window.length - (at - windowStart)) return blocks;
      window = buffer.subarray(0, bytesRead);
      windowStart = at;
      continue;
    }
    const batch = findBatch(window, at - windowStart);
    if (batch === undefined) return blocks;
    addBatch(blocks, segment, batch);
    at += batch.lengthBytes;
  }
};

type SavedBlock = Omit<Block, "segment">;

/** Written once a segment is full. Only a shortcut: a scan finds the same. */
export const saveIndex = async (directory: string, segment: number, blocks: readonly Block[]): Promise<void> => {
  const saved: readonly SavedBlock[] = blocks.filter((block) => block.segment === segment);
  await writeFile(indexPath(directory, segment), JSON.stringify(saved), { mode: 0o600 });
};

/** @returns undefined when there is none, or it is torn, or it is not about the whole segment */
const readSavedIndex = async (directory: string, segment: number): Promise<readonly Block[] | undefined> => {
  const text = await readFile(indexPath(directory, segment), "utf8").catch(unlessMissing(undefined));
  if (text === undefined || !text.endsWith("]")) return undefined;
  const blocks = (JSON.parse(text) as readonly SavedBlock[]).map((block) => ({ ...block, segment }));
  const end = blocks.at(-1);
  const { size } = await stat(segmentPath(directory, segment));
  return end !== undefined && end.offsetBytes + end.lengthBytes === size ? blocks : undefined;
};
