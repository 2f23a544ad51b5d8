import { hash } from "node:crypto";

/**
 * How a chain of invocations remembers that it runs in circles: the field `Lineage=HOPS:HASH:TURNS` of the trace header,
 * which AWS's SDKs pass on from a function's own invocation to every request that it makes. HASH stands for one function
 * of the chain, TURNS tells how often the chain came back to it.
 */
export interface Lineage {
  /** Functions that the chain went through, this one included. */
  readonly hops: number;
  /** Eight hexadecimal digits. */
  readonly hash: string;
  readonly turns: number;
}

/** Source: Lambda developer guide, recursive loop detection: "approximately 16 times". */
const MAX_TURNS = 16;
/** A field that is counted on forever must not outgrow the header. */
const MAX_HOPS = 32_767;
const MAX_TURNS_SHOWN = 255;
const LINEAGE_FIELD = /(?:^|;)\s*Lineage=(\d{1,5}):([0-9a-f]{8}):(\d{1,3})(?=;|$)/;

/** @returns undefined when the header says nothing of it */
export const findLineage = (traceHeader: string | undefined): Lineage | undefined => {
  if (traceHeader === undefined) return undefined;
  const [, hops, hash, turns] = LINEAGE_FIELD.exec(traceHeader) ?? [];
  return hash === undefined ? undefined : { hops: Number(hops), hash, turns: Number(turns) };
};

/**
 * The lineage of an invocation whose request carried `previous`.
 *
 * PARITY: AWS shows the form of the field and not its rule. One hash must do for circles of any length, entered anywhere,
 * so the function that is watched for is replaced at hops that are powers of two until it is seen again (Brent's way of
 * finding cycles).
 */
export const nextLineage = (previous: Lineage | undefined, functionName: string): Lineage => {
  const own = hashOf(functionName);
  if (previous === undefined) return { hops: 1, hash: own, turns: 0 };
  const hops = Math.min(previous.hops + 1, MAX_HOPS);
  if (previous.hash === own) return { hops, hash: own, turns: Math.min(previous.turns + 1, MAX_TURNS_SHOWN) };
  const isWatchedAnew = previous.turns === 0 && Number.isInteger(Math.log2(hops));
  return isWatchedAnew ? { hops, hash: own, turns: 0 } : { ...previous, hops };
};

/**
 * Whether the chain has come back to this function too often for it to be run once more. Functions that the chain merely
 * leads through run: the failure destination of one that was stopped, or what one calls that may run in circles.
 */
export const isRecursiveLoop = (lineage: Lineage, functionName: string): boolean =>
  lineage.turns >= MAX_TURNS && lineage.hash === hashOf(functionName);

/** Whether a function that was stopped is still invoked anew by whom that was told to, and has been for as often again. */
export const isLoopOfFailures = ({ turns }: Lineage): boolean => turns >= 2 * MAX_TURNS;

/** Hashes that are kept: every invocation asks for its function's. Beyond, all begin anew. */
const MAX_HASHES = 10_000;
const hashes = new Map<string, string>();

const hashOf = (functionName: string): string => {
  const known = hashes.get(functionName);
  if (known !== undefined) return known;
  const own = hash("sha256", functionName).slice(0, 8);
  if (hashes.size >= MAX_HASHES) hashes.clear();
  hashes.set(functionName, own);
  return own;
};

/** The header with its lineage replaced. What else it says stays as it is. */
export const withLineage = (traceHeader: string | undefined, { hops, hash, turns }: Lineage): string => {
  const field = `Lineage=${hops}:${hash}:${turns}`;
  const rest = traceHeader?.replace(LINEAGE_FIELD, "").replace(/^;/, "") ?? "";
  return rest === "" ? field : `${rest};${field}`;
};
