import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const SEGMENT_NAME = /^(\d{8})\.log$/;

const numbered = (segment: number, extension: string): string => `${String(segment).padStart(8, "0")}.${extension}`;

/** The bytes of a segment. */
export const segmentPath = (directory: string, segment: number): string => join(directory, numbered(segment, "log"));

/** The index of a segment that is no longer written to. */
export const indexPath = (directory: string, segment: number): string => join(directory, numbered(segment, "index"));

/** Numbers of a stream's segments, oldest first; none when the stream was never written to or is gone. */
export const listSegments = async (directory: string): Promise<readonly number[]> => {
  const names = await readdir(directory).catch(unlessMissing<string[]>([]));
  return names
    .flatMap((name) => SEGMENT_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
};

export const removeSegment = async (directory: string, segment: number): Promise<void> => {
  // The index goes first: without it a segment is scanned, but an index without its segment would be believed.
  await rm(indexPath(directory, segment), { force: true });
  await rm(segmentPath(directory, segment), { force: true });
};

/** For `catch`: a missing file is an answer, any other error is one. */
export const unlessMissing =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return value;
    throw error;
  };
