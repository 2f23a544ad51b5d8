/** A service small enough to see through: its protocol is JSON over `POST /things/{operation}`. */
import type { AccessKeyRecord, AccessKeys } from "../../../src/aws/principal.ts";
import type { OperationHandler } from "../../../src/aws/service.ts";
import { ServiceException } from "../../../src/aws/service-exception.ts";
import { silentLogger } from "../../../src/base/log.ts";
import { createGateway, type Gateway, type GatewayOptions } from "../../../src/gateway/gateway.ts";
import { RequestCounters } from "../../../src/gateway/request-metrics.ts";
import type { ServedService } from "../../../src/gateway/served-service.ts";
import { resolveModel } from "../../../src/models/resolve-model.ts";
import type { ProtocolName } from "../../../src/models/service-model.ts";
import type { ServerProtocol, WireRequest, WireResponse } from "../../../src/protocol/contract.ts";
import { signRequest } from "../../../src/protocol/sigv4/sign-request.ts";
import { FakeClock } from "../../support/fake-clock.ts";

export const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "000000000000" };
export const CREDENTIALS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
export const NOW_MS = Date.UTC(2026, 0, 1);

const ALICE: AccessKeyRecord = {
  ...CREDENTIALS,
  status: "Active",
  principal: {
    kind: "user",
    accountId: ACCOUNT.accountId,
    arn: "arn:aws:iam::000000000000:user/alice",
    userId: "AIDAEXAMPLE",
  },
};

/** Knows one long-term key, and temporary credentials by three telling tokens. */
export const accessKeys: AccessKeys = {
  find: (accessKeyId, sessionToken) => {
    if (sessionToken === "expired") {
      throw new ServiceException({ code: "ExpiredTokenException", message: "", statusCode: 403 });
    }
    if (sessionToken === "forged") {
      throw new ServiceException({ code: "InvalidClientTokenId", message: "", statusCode: 403 });
    }
    if (accessKeyId === "AKIAINACTIVE") return { ...ALICE, accessKeyId, status: "Inactive" };
    return accessKeyId === ALICE.accessKeyId ? ALICE : undefined;
  },
};

const bytesOf = (body: WireRequest["body"]): Uint8Array => {
  if (body instanceof Uint8Array) return body;
  throw new Error("this operation's body does not stream");
};

const json = (status: number, body: object, requestId: string): WireResponse => ({
  status,
  headers: { "Content-Type": "application/json", "x-amzn-RequestId": requestId },
  body: JSON.stringify(body),
});

const routeByPath: ServerProtocol["route"] = ({ path, body }) => {
  const name = /^\/things\/(\w+)$/.exec(path)?.[1] ?? /Action=(\w+)/.exec(Buffer.from(bytesOf(body)).toString())?.[1];
  return name === undefined ? undefined : { operationName: name, labels: {} };
};

const fakeProtocol = (name: ProtocolName): ServerProtocol => ({
  name,
  routesByBody: name === "query",
  streamsInput: (operationName) => operationName.startsWith("Upload"),
  route: routeByPath,
  parse: (_route, { body }) => {
    if (!(body instanceof Uint8Array)) return { Body: body };
    return body.length === 0 || name === "query" ? {} : (JSON.parse(Buffer.from(body).toString()) as object);
  },
  serialize: (_operationName, output, requestId) =>
    output !== undefined && "Stream" in output
      ? { status: 200, headers: {}, body: output.Stream as AsyncIterable<Uint8Array> }
      : json(200, output ?? {}, requestId),
  serializeError: (operationName, error, requestId) =>
    json(error.statusCode, { code: error.code, message: error.message, operationName }, requestId),
});

/** In the models' own names, of which only some differ from the protocol's. */
const MODEL_PROTOCOLS: Readonly<Record<string, string>> = { "json-1.0": "json", "json-1.1": "json" };

const fakeModel = (id: string, signingName: string, protocolName: ProtocolName, names: readonly string[]) =>
  resolveModel(id, {
    metadata: {
      apiVersion: "2026-01-01",
      endpointPrefix: id,
      serviceFullName: id,
      serviceId: id,
      protocol: MODEL_PROTOCOLS[protocolName] ?? protocolName,
      jsonVersion: "1.1",
      signingName,
      targetPrefix: `${id}_20260101`,
    },
    operations: Object.fromEntries(
      names.map((name) => [name, { name, http: { method: "POST", requestUri: `/things/${name}` } }]),
    ),
    shapes: {},
  });

export interface FakeServiceOptions {
  readonly id?: string;
  readonly signingName?: string;
  readonly protocolName?: ProtocolName;
  readonly unsupported?: Readonly<Record<string, string>>;
  /** Modelled without being in a table. */
  readonly forgotten?: readonly string[];
}

/** Operations whose name starts with `Upload` stream their input. */
export const fakeService = (
  operations: Readonly<Record<string, OperationHandler>>,
  options: FakeServiceOptions = {},
): ServedService => {
  const id = options.id ?? "things";
  const unsupported = options.unsupported ?? {};
  const names = [...Object.keys(operations), ...Object.keys(unsupported), ...(options.forgotten ?? [])];
  const protocol = fakeProtocol(options.protocolName ?? "rest-json");
  const model = fakeModel(id, options.signingName ?? id, options.protocolName ?? "rest-json", names);
  return { service: { id, operations, unsupported }, model, protocols: { detect: () => protocol } };
};

/** A gateway on a free loopback port whose clock stands still. */
export const startGateway = async (
  services: readonly ServedService[],
  options: Partial<GatewayOptions> = {},
  { ready = true, port: wantedPort = 0 }: { readonly ready?: boolean; readonly port?: number } = {},
): Promise<AsyncDisposable & { readonly gateway: Gateway; readonly url: string; readonly clock: FakeClock }> => {
  const clock = new FakeClock(NOW_MS);
  const gateway = createGateway({
    services,
    accessKeys,
    accessKeyUse: { record: () => {} },
    authorizer: { authorize: () => {} },
    metrics: new RequestCounters(),
    account: ACCOUNT,
    clock,
    logger: silentLogger,
    open: false,
    ...options,
  });
  const { port } = await gateway.listen({ host: "127.0.0.1", port: wantedPort });
  if (ready) gateway.ready();
  return {
    gateway,
    clock,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const drained = gateway.drain({ timeoutMs: 0 });
      await clock.advance(0);
      await drained;
    },
  };
};

/** Calls an operation of the fake service over HTTP, properly signed. */
export const call = (
  url: string,
  operationName: string,
  body = "{}",
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> => {
  const target = new URL(`/things/${operationName}`, url);
  const signed = signRequest(
    { method: "POST", path: target.pathname, query: "", headers: { host: target.host, ...headers }, body },
    { credentials: CREDENTIALS, region: ACCOUNT.region, signingName: "things", nowMs: NOW_MS },
  );
  return fetch(target, { method: "POST", headers: signed, body });
};
