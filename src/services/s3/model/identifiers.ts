import { randomBytes } from "node:crypto";

const TIME_DIGITS = 12;
const VERSION_ID = /^[A-Za-z0-9._]{32}$/;

/** No dash in front, where command lines would take it for a flag, and no slash, which URLs would cut it at. */
const randomText = (bytes: number): string =>
  randomBytes(bytes).toString("base64").replaceAll("+", ".").replaceAll("/", "_");

export const newVersionId = (): string => randomText(24);

/** Whether a text could be the id of a version at all. */
export const isVersionId = (text: string): boolean => text === "null" || VERSION_ID.test(text);

/** Begins with the time, so that uploads to the same key are listed in the order in which they were started. */
export const newUploadId = (initiatedAtMs: number): string =>
  initiatedAtMs.toString(16).padStart(TIME_DIGITS, "0") + randomText(48);
