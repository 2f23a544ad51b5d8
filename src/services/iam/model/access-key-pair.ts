import { randomBytes } from "node:crypto";
import { newAccessKeyId } from "../../../aws/unique-id.ts";
import type { AccessKeyPair } from "../contract.ts";

/** AWS's secrets are 40 characters: 30 bytes in base64. */
const SECRET_BYTES = 30;

/** A new long-term key pair. Whoever stores it checks that the id is free. */
export const newAccessKeyPair = (accountId: string): AccessKeyPair => ({
  accessKeyId: newAccessKeyId("AKIA", accountId),
  secretAccessKey: randomBytes(SECRET_BYTES).toString("base64"),
});
