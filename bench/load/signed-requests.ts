import { randomUUID } from "node:crypto";
import { findAdminCredentials, findServerRecord } from "../../src/base/server-record.ts";
import { systemClock } from "../../src/base/clock.ts";
import { signRequest } from "../../src/protocol/sigv4/sign-request.ts";
import { wireRequest } from "./wire-request.ts";

/** Enough that a server meets none again soon, few enough that they are signed in some milliseconds. */
const COUNT = 128;
/** Of large payloads there are fewer, for the sake of memory. */
const ALL_BYTES = 32_000_000;

/** As long as those of SDKs. */
const USER_AGENT = "aws-sdk-js/3.1164.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.21.0 api/lambda#3.1164.0 m/E";

/** What one invocation is; the request may have headers besides those that every request has. */
export interface Invocation {
  readonly functionName: string;
  readonly payload?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For another operation than Invoke. */
  readonly path?: string;
}

/**
 * Invocations signed with the administrator's keys of a home, with the headers that the SDK for JavaScript sends and each
 * with an id of its own. Signatures hold for five minutes.
 */
export const signedInvocations = (home: string, invocation: Invocation): readonly Buffer[] => {
  const credentials = findAdminCredentials(home);
  const record = findServerRecord(home);
  if (credentials === undefined || record === undefined) throw new Error(`no server runs with the home ${home}`);
  const { functionName, payload = "{}" } = invocation;
  const path = invocation.path ?? `/2015-03-31/functions/${functionName}/invocations`;
  const count = Math.max(2, Math.min(COUNT, Math.floor(ALL_BYTES / payload.length)));
  return Array.from({ length: count }, () => {
    const headers = {
      host: new URL(record.endpoint).host,
      "content-type": "application/octet-stream",
      "amz-sdk-invocation-id": randomUUID(),
      "amz-sdk-request": "attempt=1; max=3",
      "x-amz-user-agent": USER_AGENT,
      ...invocation.headers,
    };
    const signed = signRequest(
      { method: "POST", path, query: "", headers, body: payload },
      {
        credentials,
        region: record.region,
        signingName: "lambda",
        nowMs: systemClock.nowMs(),
      },
    );
    return wireRequest({ path, headers: { ...signed, "user-agent": USER_AGENT }, body: payload });
  });
};
