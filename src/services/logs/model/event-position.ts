/** A place between the events of a log group: before the event that it names, should there be one. */
export interface EventPosition {
  readonly timestampMs: number;
  /** Orders events of different streams in the same millisecond. Empty within a single stream. */
  readonly streamId: string;
  readonly sequence: number;
}

/** The order in which events are read. */
export const comparePositions = (a: EventPosition, b: EventPosition): number => {
  if (a.timestampMs !== b.timestampMs) return a.timestampMs - b.timestampMs;
  if (a.streamId !== b.streamId) return a.streamId < b.streamId ? -1 : 1;
  return a.sequence - b.sequence;
};

/** The position right after an event. */
export const positionAfter = (event: EventPosition): EventPosition => ({ ...event, sequence: event.sequence + 1 });

export type Direction = "forward" | "backward";

/**
 * An event's id, unique in the account and ordered by time: 56 digits, as on AWS.
 * Timestamp (16), stream (20), sequence (20).
 */
export const eventId = ({ timestampMs, streamId, sequence }: EventPosition): string =>
  digits(timestampMs, 16) + digits(BigInt(`0x${streamId}`), 20) + digits(sequence, 20);

const digits = (value: number | bigint, length: number): string => value.toString().padStart(length, "0");
