import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { AddPermissionCommand, CreateFunctionUrlConfigCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { signRequest } from "../../src/protocol/sigv4/sign-request.ts";

type UrlSettings = Omit<ConstructorParameters<typeof CreateFunctionUrlConfigCommand>[0], "FunctionName" | "AuthType">;

/** Creates a URL that everybody may invoke, with the two permissions that this takes. */
export const createPublicUrl = async (
  lambda: LambdaClient,
  FunctionName: string,
  settings: UrlSettings = {},
): Promise<string> => {
  const { Qualifier } = settings;
  const url = await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE", ...settings }));
  const everybody = { FunctionName, Qualifier, Principal: "*" };
  await lambda.send(
    new AddPermissionCommand({
      ...everybody,
      StatementId: "url",
      Action: "lambda:InvokeFunctionUrl",
      FunctionUrlAuthType: "NONE",
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      ...everybody,
      StatementId: "function",
      Action: "lambda:InvokeFunction",
      InvokedViaFunctionUrl: true,
    }),
  );
  return url.FunctionUrl ?? "";
};

/** Kept alive: a server may hang up behind a refusal that says it will, and cut a client short that still writes. */
const agent = new Agent({ keepAlive: true });

export interface UrlRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface UrlAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends a request to a URL, wherever its host name leads elsewhere: to loopback, with the name in the Host header.
 * @param path appended to the URL
 * @throws when the connection ends before the response does
 */
export const requestUrl = async (url: string, path = "", options: UrlRequest = {}): Promise<UrlAnswer> => {
  const { status, headers, body } = await openUrl(url, path, options);
  return { status, headers, text: await text(body) };
};

/** As `requestUrl`, with the body while it comes. */
export const openUrl = (
  url: string,
  path = "",
  { method = "GET", headers = {}, body }: UrlRequest = {},
): Promise<{
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}> => {
  const { hostname, host, port } = new URL(url);
  // `URL` would normalise the path; the function is to see what was sent.
  const target = `${url.slice(url.indexOf("/", "http://".length))}${path}`;
  const connectTo = hostname.endsWith(".localhost") ? "127.0.0.1" : hostname;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: connectTo,
        port,
        method,
        path: target,
        headers: { host, ...headers } as Record<string, string>,
        agent,
      },
      (incoming) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming }),
    );
    sent.on("error", reject);
    sent.end(body);
  });
};

/** Headers that sign a request to a URL. */
export const signedHeaders = (
  url: string,
  path: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string },
  { method = "GET", body = "" }: { readonly method?: string; readonly body?: string } = {},
): Readonly<Record<string, string>> => {
  const [pathOnly = "", query = ""] = `/${path}`.split("?");
  const { host } = new URL(url);
  return signRequest(
    { method, path: pathOnly, query, headers: { host }, body },
    { credentials, region: "us-east-1", signingName: "lambda", nowMs: Date.now() },
  );
};
