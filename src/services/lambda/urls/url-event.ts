import type { WebCaller, WebRequest } from "../../../aws/service.ts";

/** What the event says beside the request itself. */
export interface UrlEventContext {
  readonly urlId: string;
  /** As the function sees it. */
  readonly path: string;
  /** Undefined for a URL that asks for no signature. */
  readonly caller: WebCaller | undefined;
  readonly accountId: string;
  readonly traceId: string;
  readonly nowMs: number;
}

/**
 * The event of a function URL: payload format 2.0.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
 */
export const urlEvent = (request: WebRequest, body: Uint8Array, context: UrlEventContext): object => {
  const { query, headers } = request;
  const cookies = headers["cookie"]?.split(/; */).filter((cookie) => cookie !== "");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: context.path,
    rawQueryString: query,
    ...(cookies === undefined ? {} : { cookies }),
    headers: eventHeaders(request, context),
    ...(query === "" ? {} : { queryStringParameters: queryParameters(query) }),
    requestContext: requestContext(request, context),
    ...eventBody(body, headers["content-type"]),
  };
};

const requestContext = (request: WebRequest, { urlId, path, caller, accountId, nowMs }: UrlEventContext) => ({
  accountId: caller === undefined ? "anonymous" : accountId,
  apiId: urlId,
  ...(caller === undefined ? {} : { authorizer: { iam: iamOf(caller) } }),
  domainName: hostName(request),
  domainPrefix: urlId,
  http: {
    method: request.method,
    path,
    protocol: "HTTP/1.1",
    sourceIp: request.sourceIp,
    userAgent: request.headers["user-agent"] ?? "",
  },
  requestId: request.requestId,
  routeKey: "$default",
  stage: "$default",
  time: accessLogTime(nowMs),
  timeEpoch: nowMs,
});

const iamOf = ({ principal, accessKeyId }: WebCaller) => ({
  accessKey: accessKeyId ?? null,
  accountId: principal.accountId,
  callerId: principal.userId,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: principal.arn,
  userId: principal.userId,
});

/** Of the connection, not of the request; cookies have a place of their own. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "connection",
  "cookie",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** With these a function could act as its caller until the signature expires. */
const CREDENTIALS: ReadonlySet<string> = new Set(["authorization", "x-amz-security-token"]);

const eventHeaders = (request: WebRequest, { caller, traceId }: UrlEventContext): Readonly<Record<string, string>> => {
  const { headers, sourceIp } = request;
  const own = Object.entries(headers).filter(
    ([name]) => !LEFT_OUT.has(name) && (caller === undefined || !CREDENTIALS.has(name)),
  );
  const forwardedFor = headers["x-forwarded-for"];
  return {
    ...Object.fromEntries(own),
    "x-amzn-trace-id": `Root=${traceId}`,
    "x-forwarded-for": forwardedFor === undefined ? sourceIp : `${forwardedFor}, ${sourceIp}`,
    "x-forwarded-port": /:(\d+)$/.exec(headers["host"] ?? "")?.[1] ?? "80",
    "x-forwarded-proto": "http",
  };
};

const hostName = ({ headers }: WebRequest): string => (headers["host"] ?? "").replace(/:\d+$/, "");

/** Values of the same name are joined by a comma. */
const queryParameters = (query: string): Readonly<Record<string, string>> => {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = parameters.get(name);
    parameters.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(parameters);
};

/** PARITY: forms are no text to AWS. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\b|[^;]*\+(json|xml)\b)/i;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const eventBody = (body: Uint8Array, contentType: string | undefined) => {
  if (body.byteLength === 0) return { isBase64Encoded: false };
  const text = contentType === undefined || TEXT_TYPE.test(contentType) ? textOf(body) : undefined;
  return text === undefined
    ? { body: Buffer.from(body).toString("base64"), isBase64Encoded: true }
    : { body: text, isBase64Encoded: false };
};

/** @returns undefined for what is no UTF-8, whatever its type says: nothing of it must get lost */
const textOf = (body: Uint8Array): string | undefined => {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** For example `12/Mar/2020:19:03:58 +0000`. */
const accessLogTime = (nowMs: number): string => {
  const [date = "", time = ""] = new Date(nowMs).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
};
