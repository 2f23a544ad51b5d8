import { randomBytes, randomUUID } from "node:crypto";

/** A request id as AWS prints it: a lower-case UUID, version 4. */
export const newRequestId = (): string => randomUUID();

/** `bytes` random bytes as lower-case hexadecimal. */
export const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");
