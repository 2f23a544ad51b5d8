/** What the segments of a stream hold, added up. */
export interface StreamSummary {
  readonly firstTimestampMs: number | undefined;
  readonly lastTimestampMs: number | undefined;
  readonly lastIngestedAtMs: number | undefined;
  readonly storedBytes: number;
}

/** A log stream as the store keeps it. Its summary lags behind its segments while the stream is unsettled. */
export interface LogStream extends StreamSummary {
  readonly groupId: string;
  readonly logStreamName: string;
  /** Names its directory. */
  readonly streamId: string;
  readonly createdAtMs: number;
}

/** The summary of a stream that nobody has written to. */
export const EMPTY_SUMMARY: StreamSummary = {
  firstTimestampMs: undefined,
  lastTimestampMs: undefined,
  lastIngestedAtMs: undefined,
  storedBytes: 0,
};
