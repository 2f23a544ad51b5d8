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

/** What is asked; the request may have headers besides those that every request has. */
export interface SignedRequest {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly payload?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Invocation extends Omit<SignedRequest, "method" | "path"> {
  readonly functionName: string;
  /** For another operation than Invoke. */
  readonly path?: string;
}

/** Invocations as `signedRequests` makes them. */
export const signedInvocations = (home: string, { functionName, ...invocation }: Invocation): readonly Buffer[] =>
  signedRequests(home, { path: `/2015-03-31/functions/${functionName}/invocations`, ...invocation });

/**
 * Requests signed with the administrator's keys of a home, with the headers that the SDK for JavaScript sends and each
 * with an id of its own. Signatures hold for five minutes.
 */
export const signedRequests = (home: string, request: SignedRequest): readonly Buffer[] => {
  const credentials = findAdminCredentials(home);
  const record = findServerRecord(home);
  if (credentials === undefined || record === undefined) throw new Error(`no server runs with the home ${home}`);
  const { method = "POST", path, payload = method === "GET" ? "" : "{}" } = request;
  const count = Math.max(2, Math.min(COUNT, Math.floor(ALL_BYTES / Math.max(1, payload.length))));
  return Array.from({ length: count }, () => {
    const headers = {
      host: new URL(record.endpoint).host,
      "content-type": "application/octet-stream",
      "amz-sdk-invocation-id": randomUUID(),
      "amz-sdk-request": "attempt=1; max=3",
      "x-amz-user-agent": USER_AGENT,
      ...request.headers,
    };
    const signed = signRequest(
      { method, path, query: "", headers, body: payload },
      {
        credentials,
        region: record.region,
        signingName: "lambda",
        nowMs: systemClock.nowMs(),
      },
    );
    return wireRequest({ method, path, headers: { ...signed, "user-agent": USER_AGENT }, body: payload });
  });
};
