import { invalidNextToken } from "../exceptions.ts";
import type { Direction, EventPosition } from "./event-position.ts";

const TIMESTAMP_DIGITS = 20;
const SEQUENCE_DIGITS = 36;
const STREAM_TOKEN = /^([fb])\/(\d{20})(\d{36})$/;

/** Where GetLogEvents goes on, and which way. */
export interface StreamToken {
  readonly direction: Direction;
  readonly position: EventPosition;
}

/** The token of a position in one stream. PARITY: `f/` or `b/` and 56 digits. */
export const toStreamToken = (direction: Direction, { timestampMs, sequence }: EventPosition): string => {
  const letter = direction === "forward" ? "f" : "b";
  const at = String(timestampMs).padStart(TIMESTAMP_DIGITS, "0");
  return `${letter}/${at}${String(sequence).padStart(SEQUENCE_DIGITS, "0")}`;
};

/** @throws InvalidParameterException */
export const parseStreamToken = (token: string): StreamToken => {
  const [, letter, timestamp, sequence] = STREAM_TOKEN.exec(token) ?? [];
  if (letter === undefined) throw invalidNextToken();
  return {
    direction: letter === "f" ? "forward" : "backward",
    position: { timestampMs: Number(timestamp), streamId: "", sequence: Number(sequence) },
  };
};

/** Where FilterLogEvents goes on, and which way. */
export interface GroupToken {
  readonly direction: Direction;
  readonly position: EventPosition;
}

export const toGroupToken = ({ direction, position }: GroupToken): string => {
  const { timestampMs, streamId, sequence } = position;
  return Buffer.from(`events:${direction}:${timestampMs}:${streamId}:${sequence}`).toString("base64url");
};

/** @throws InvalidParameterException */
export const parseGroupToken = (token: string): GroupToken => {
  const text = Buffer.from(token, "base64url").toString("utf8");
  const parts = /^events:(forward|backward):(\d+):([0-9a-f]*):(\d+)$/.exec(text);
  const [, direction, timestamp, streamId = "", sequence] = parts ?? [];
  if (direction !== "forward" && direction !== "backward") throw invalidNextToken();
  return { direction, position: { timestampMs: Number(timestamp), streamId, sequence: Number(sequence) } };
};
