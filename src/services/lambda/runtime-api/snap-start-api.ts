import { createHash, timingSafeEqual } from "node:crypto";
import type { TemporaryCredentials } from "../../sts/contract.ts";
import { type Answer, json, plain } from "./answers.ts";
import type { Headers } from "./http-head.ts";

/** What the Runtime API has for functions with SnapStart only. */
export interface SnapStartApi {
  /** The runtime goes on from a snapshot, and waits to hear of it. Otherwise it is to be brought to where one is taken. */
  readonly isRestored: boolean;
  /** What the function's SDKs authorize themselves with. */
  readonly token: string;
  readonly issueCredentials: () => TemporaryCredentials;
}

/**
 * Credentials for whoever knows the token. PARITY: the variables that hold credentials otherwise would be the same in
 * all environments of a snapshot, and of the time at which it was taken.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export const credentialsAnswer = (headers: Headers, { token, issueCredentials }: SnapStartApi): Answer => {
  if (!isSame(headers.get("authorization") ?? "", token)) {
    return plain(404, "cannot get credentials for the provided token\n");
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = issueCredentials();
  return json(200, {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: new Date(expiresAtMs).toISOString(),
  });
};

const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
