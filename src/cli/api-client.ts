import { systemClock } from "../base/clock.ts";
import { OperatorError } from "../base/operator-error.ts";
import { signRequest } from "../protocol/sigv4/sign-request.ts";
import type { RunningServer } from "./running-server.ts";

/** What the server answered, whether it succeeded or not. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface ApiCall {
  /** Name in the credential scope, for example `lambda`. */
  readonly signingName: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With its query, if it has one. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * Speaks to a server as any AWS client does, signed with its admin key pair.
 * @throws OperatorError CALL_REFUSED with AWS's code and words when the answer is an error
 */
export const callApi = async ({ record, credentials }: RunningServer, call: ApiCall): Promise<ApiAnswer> => {
  const { method, body = "", signingName } = call;
  const { pathname: path, search } = new URL(call.path, record.endpoint);
  const headers = signRequest(
    { method, path, query: search.slice(1), headers: { ...call.headers, host: new URL(record.endpoint).host }, body },
    { credentials, region: record.region, signingName, nowMs: systemClock.nowMs() },
  );
  const response = await fetch(`${record.endpoint}${path}${search}`, {
    method,
    headers,
    ...(body !== "" && { body }),
    ...(call.signal && { signal: call.signal }),
  });
  const answer = { status: response.status, headers: response.headers, body: await response.text() };
  if (!response.ok) throw refused(answer);
  return answer;
};

const refused = ({ status, headers, body }: ApiAnswer): OperatorError => {
  const content = parseError(body);
  const code = headers.get("x-amzn-errortype") ?? content.__type ?? String(status);
  const message = content.message ?? content.Message ?? body;
  return new OperatorError({
    code: "CALL_REFUSED",
    message: `${code.replace(/^.*#/, "").replace(/:.*$/, "")}: ${message}`,
    remedy: `Request id ${headers.get("x-amzn-requestid") ?? "unknown"}.`,
  });
};

/** The members in which AWS's JSON protocols tell an error. */
interface ErrorBody {
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
}

const parseError = (text: string): ErrorBody => {
  try {
    return (JSON.parse(text) ?? {}) as ErrorBody;
  } catch {
    return {};
  }
};
