/** What a guest sends: for each file a line of JSON and its bytes, then a line that says what it loaded. */
export interface Notes {
  /** Libraries of the runtime's own, as the guest names them. */
  readonly preload: readonly string[];
  readonly files: readonly NotedFile[];
}

export interface NotedFile {
  /** Relative, with `/` between its parts, none of them empty, `.` or `..`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** All of a function's compiled code; some MiB as a rule. */
export const MAX_NOTES_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 20_000;
const MAX_LINE_BYTES = 8_192;
const MAX_PRELOADS = 100;
const LINE_FEED = 10;

/** @returns undefined when it is not what a guest of ours sends: what sends it is the function's. */
export const parseNotes = (bytes: Buffer): Notes | undefined => {
  const files: NotedFile[] = [];
  const paths = new Set<string>();
  for (let offset = 0; offset < bytes.length && files.length <= MAX_FILES;) {
    const end = bytes.subarray(offset, offset + MAX_LINE_BYTES).indexOf(LINE_FEED);
    const line = end < 0 ? undefined : parseLine(bytes.toString("utf8", offset, offset + end));
    if (line === undefined) return undefined;
    offset += end + 1;
    if (line.kind === "end") return offset === bytes.length ? { preload: line.preload, files } : undefined;
    const content = bytes.subarray(offset, offset + line.size);
    // What is there twice cannot be written down, and would be tried anew with each start.
    if (content.length !== line.size || paths.has(line.path)) return undefined;
    paths.add(line.path);
    files.push({ path: line.path, content });
    offset += line.size;
  }
  return undefined;
};

type Line =
  | { readonly kind: "file"; readonly path: string; readonly size: number }
  | { readonly kind: "end"; readonly preload: readonly string[] };

const parseLine = (text: string): Line | undefined => {
  const { path, size, preload } = parseObject(text);
  if (Array.isArray(preload)) {
    const names = preload.filter((name) => typeof name === "string");
    return names.length <= MAX_PRELOADS ? { kind: "end", preload: names } : undefined;
  }
  const isFile = typeof path === "string" && isPathInside(path) && Number.isSafeInteger(size) && Number(size) >= 0;
  return isFile ? { kind: "file", path, size: Number(size) } : undefined;
};

const parseObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const isPathInside = (path: string): boolean =>
  !path.includes("\0") && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
