import type { WebRequest, WebResponse } from "../../../aws/service.ts";
import type { Cors } from "../../../models/generated/lambda.ts";

type CorsHeaders = Readonly<Record<string, string>>;

const NONE: CorsHeaders = {};

/** A browser asks whether a page of another origin may send a request. */
export const isPreflight = ({ method, headers }: WebRequest): boolean =>
  method === "OPTIONS" && headers["origin"] !== undefined && headers["access-control-request-method"] !== undefined;

/**
 * Tells a browser who may read an answer, as the URL's own settings say, which win over the function's headers.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export const withCors = (response: WebResponse, cors: Cors | undefined, { headers }: WebRequest): WebResponse => {
  const origin = headers["origin"];
  if (cors === undefined || origin === undefined || !mayRead(cors, origin)) return response;
  const granted = {
    ...originHeaders(cors, origin),
    ...listHeader("access-control-expose-headers", cors.ExposeHeaders),
  };
  const vary = [response.headers["vary"] ?? [], granted["vary"] ?? []].flat().join(", ");
  return { ...response, headers: { ...response.headers, ...granted, ...(vary === "" ? {} : { vary }) } };
};

/** The answer to a preflight: the function is not asked. */
export const preflightResponse = (cors: Cors, request: WebRequest): WebResponse => {
  const { headers, requestId } = request;
  const origin = headers["origin"] ?? "";
  const granted = mayRead(cors, origin)
    ? {
        ...originHeaders(cors, origin),
        ...grant("access-control-allow-methods", cors.AllowMethods, headers["access-control-request-method"]),
        ...grant("access-control-allow-headers", cors.AllowHeaders, headers["access-control-request-headers"]),
        ...(cors.MaxAge === undefined ? {} : { "access-control-max-age": String(cors.MaxAge) }),
      }
    : NONE;
  return { status: 200, headers: { "x-amzn-requestid": requestId, ...granted }, body: "" };
};

const mayRead = ({ AllowOrigins = [] }: Cors, origin: string): boolean =>
  AllowOrigins.some((allowed) => allowed === "*" || allowed.toLowerCase() === origin.toLowerCase());

const originHeaders = ({ AllowOrigins = [], AllowCredentials }: Cors, origin: string): CorsHeaders => {
  // Browsers take `*` for no leave to send credentials.
  if (AllowCredentials !== true && AllowOrigins.includes("*")) return { "access-control-allow-origin": "*" };
  return {
    "access-control-allow-origin": origin,
    vary: "Origin",
    ...(AllowCredentials === true ? { "access-control-allow-credentials": "true" } : {}),
  };
};

/** `*` grants what was asked for, by name: with credentials browsers take it for a name itself. */
const grant = (name: string, allowed: readonly string[] | undefined, asked: string | undefined): CorsHeaders =>
  allowed?.includes("*") === true ? listHeader(name, asked === undefined ? [] : [asked]) : listHeader(name, allowed);

const listHeader = (name: string, values: readonly string[] | undefined): CorsHeaders =>
  values === undefined || values.length === 0 ? NONE : { [name]: values.join(",") };
