import type { Operation, ServiceModel } from "../../../../src/models/service-model.ts";
import type { Member } from "../../../../src/models/shape.ts";
import { bodyShape, jsonText, wireName } from "./json-text.ts";
import { percentEncode, plainText } from "./plain-text.ts";
import type { RawRequest } from "./raw-request.ts";
import { RawText } from "./raw-text.ts";
import { spokenProtocol } from "./spoken-protocol.ts";
import type { Input } from "./write-request.ts";
import { xmlElement } from "./xml-text.ts";

/** Spreads an input over path, query, headers and body as the model says. */
export const writeRestRequest = (model: ServiceModel, operation: Operation, input: Input): RawRequest => {
  const isXml = spokenProtocol(model) === "rest-xml";
  const query = queryPairs(operation, input).map(([name, value]) =>
    value === undefined ? percentEncode(name) : `${percentEncode(name)}=${value}`,
  );
  const body = writeBody(operation, input, isXml);
  return {
    method: operation.method,
    target: `${pathOf(operation, input)}${query.length === 0 ? "" : `?${query.join("&")}`}`,
    headers: {
      ...(body.byteLength > 0 && { "content-type": isXml ? "application/xml" : "application/json" }),
      ...headersOf(operation, input),
    },
    body,
  };
};

/** What stays as it was written can break the path apart; everything else is encoded. */
const pathOf = ({ path, input: { shape } }: Operation, input: Input): string =>
  path.replaceAll(/\{([^}+]+)(\+?)\}/g, (_whole, label: string, greedy: string) => {
    const member = shape.members.find(
      (candidate) => candidate.location === "uri" && [candidate.name, wireName(candidate)].includes(label),
    );
    const value = input[member?.name ?? label];
    if (value === undefined || value === null) return "";
    if (value instanceof RawText) return value.text;
    const encoded = percentEncode(plainText(value));
    return greedy === "" ? encoded : encoded.replaceAll(/%2f/gi, "/");
  });

type QueryPair = readonly [name: string, encodedValue: string | undefined];

const queryPairs = ({ query, input: { shape } }: Operation, input: Input): readonly QueryPair[] => [
  ...[...query].map(([name, value]): QueryPair => [name, value === undefined ? undefined : percentEncode(value)]),
  ...shape.members
    .filter(({ location }) => location === "querystring")
    .flatMap((member) => parameterPairs(member, input[member.name])),
];

const parameterPairs = (member: Member, value: unknown): readonly QueryPair[] => {
  if (value === undefined || value === null) return [];
  const name = wireName(member);
  if (Array.isArray(value)) return value.map((item) => [name, encoded(item)]);
  if (member.shape.kind === "map" && typeof value === "object") {
    return Object.entries(value).map(([key, item]) => [key, encoded(item)]);
  }
  return [[name, encoded(value)]];
};

const encoded = (value: unknown): string => (value instanceof RawText ? value.text : percentEncode(plainText(value)));

const headersOf = ({ input: { shape } }: Operation, input: Input): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {};
  for (const member of shape.members) {
    const value = input[member.name];
    if (value === undefined || value === null) continue;
    if (member.location === "header") headers[wireName(member).toLowerCase()] = headerText(value);
    if (member.location !== "headers" || typeof value !== "object") continue;
    for (const [key, item] of Object.entries(value)) headers[wireName(member) + key] = headerText(item);
  }
  return headers;
};

const headerText = (value: unknown): string => (value instanceof Date ? value.toUTCString() : plainText(value));

const writeBody = ({ input: { shape }, method }: Operation, input: Input, isXml: boolean): Uint8Array => {
  const payload = shape.members.find(({ location }) => location === "payload");
  if (payload !== undefined) return payloadBytes(payload, input[payload.name], isXml);
  const inBody = bodyShape(shape);
  if (inBody.members.length === 0 || method === "GET" || method === "HEAD") return Buffer.alloc(0);
  const names = new Set(shape.members.filter(({ location }) => location !== "body").map(({ name }) => name));
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !names.has(name)));
  if (!isXml) return Buffer.from(jsonText(rest, inBody));
  const root = shape.traits.locationName ?? shape.name;
  return Buffer.from(xmlElement(root, rest, { shape: inBody, traits: shape.traits }));
};

const payloadBytes = (member: Member, value: unknown, isXml: boolean): Uint8Array => {
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (value instanceof Uint8Array) return value;
  if (member.shape.kind === "blob" || member.shape.kind === "string") return Buffer.from(plainText(value));
  return Buffer.from(isXml ? xmlElement(wireName(member), value, member) : jsonText(value, member.shape));
};
