import type { Credentials } from "../../../models/generated/sts.ts";
import type { TemporaryCredentials } from "../contract.ts";

/** Temporary credentials as the API shows them. */
export const toCredentials = (credentials: TemporaryCredentials): Credentials => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  SessionToken: credentials.sessionToken,
  // PARITY: whole seconds, as every timestamp of STS.
  Expiration: new Date(Math.floor(credentials.expiresAtMs / 1_000) * 1_000),
});
