/** What an invocation is traced by: the header given to the function, and the ids that its REPORT line shows. */
export interface Trace {
  readonly header: string;
  readonly sampled: boolean;
  readonly traceId: string;
  readonly segmentId: string;
}

/**
 * Continues the caller's trace, or begins one. A new trace takes its random part from the request id, which is
 * random already.
 * @param received `X-Amzn-Trace-Id` of the caller
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export const traceOf = (options: {
  readonly received: string | undefined;
  readonly requestId: string;
  readonly nowMs: number;
  readonly tracingMode: "Active" | "PassThrough";
}): Trace => {
  const { received, requestId, tracingMode } = options;
  const random = randomPart(requestId);
  const root = rootOf(options);
  const parent = traceField(received, "Parent") ?? random.slice(16, 32);
  const decision = traceField(received, "Sampled");
  // Whoever decides about sampling has done so before; where nobody has, a function that is traced is.
  const sampled = decision === undefined || decision === "?" ? tracingMode === "Active" : decision === "1";
  return {
    header:
      received !== undefined && decision !== undefined
        ? received
        : headerOf(received, { traceId: root, segmentId: parent, sampled }),
    sampled: sampled && tracingMode === "Active",
    traceId: root,
    segmentId: parent,
  };
};

/** The id of the trace: the caller's, or a new one. */
export const rootOf = ({
  received,
  requestId,
  nowMs,
}: {
  readonly received: string | undefined;
  readonly requestId: string;
  readonly nowMs: number;
}): string => traceField(received, "Root") ?? `1-${epochHex(nowMs)}-${randomPart(requestId).slice(0, 24)}`;

/** 32 hexadecimal digits of a UUID. */
const randomPart = (requestId: string): string =>
  requestId.length === 36
    ? requestId.slice(0, 8) +
      requestId.slice(9, 13) +
      requestId.slice(14, 18) +
      requestId.slice(19, 23) +
      requestId.slice(24)
    : requestId.replaceAll("-", "").padEnd(32, "0");

/** The header of a decided trace. @param received whose lineage it keeps */
export const headerOf = (
  received: string | undefined,
  { traceId, segmentId, sampled }: Pick<Trace, "traceId" | "segmentId" | "sampled">,
): string => {
  const lineage = traceField(received, "Lineage");
  const header = `Root=${traceId};Parent=${segmentId};Sampled=${sampled ? 1 : 0}`;
  return lineage === undefined ? header : `${header};Lineage=${lineage}`;
};

/** One field of a trace header, for example `Root`. */
export const traceField = (header: string | undefined, name: string): string | undefined => {
  if (header === undefined) return undefined;
  const start = header.indexOf(`${name}=`);
  if (start < 0) return undefined;
  const end = header.indexOf(";", start);
  return header.slice(start + name.length + 1, end < 0 ? undefined : end);
};

const epochHex = (nowMs: number): string =>
  Math.floor(nowMs / 1_000)
    .toString(16)
    .padStart(8, "0");
