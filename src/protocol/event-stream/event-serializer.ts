import { ServiceException } from "../../aws/service-exception.ts";
import type { StructureTarget } from "../../models/service-model.ts";
import type { Member, StructureShape } from "../../models/shape.ts";
import type { DocumentCodec } from "../document-codec.ts";
import type { EventHeaders, HeaderValue } from "./headers.ts";
import { encodeMessage } from "./message.ts";

type Values = Readonly<Record<string, unknown>>;
type EventEncoder = (event: Values) => Uint8Array;

/** Turns the events of an operation into bytes. Each event is an object with exactly one member set. */
export type EventSerializer = (events: AsyncIterable<object>) => AsyncIterable<Uint8Array>;

/** @throws TypeError when an operation promised events and gave none: a bug of the service */
export const eventsOf = (value: unknown): AsyncIterable<object> => {
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    return value as AsyncIterable<object>;
  throw new TypeError("the output has no events");
};

/**
 * Compiles the writer of an event stream. An error of the events themselves becomes the stream's last message: once
 * the status line is out there is no other place for it.
 */
export const compileEventSerializer = (stream: StructureShape, documents: DocumentCodec): EventSerializer => {
  const encoders = new Map(stream.members.map((member) => [member.name, eventEncoder(member, documents)]));
  const exceptions = stream.members.filter(isException);
  return async function* serializeEvents(events) {
    try {
      for await (const event of events) {
        const entry = Object.entries(event).find(([, value]) => value !== undefined && value !== null);
        const encode = entry && encoders.get(entry[0]);
        if (entry === undefined || encode === undefined) throw new TypeError(`${stream.name} has no such event`);
        yield encode(entry[1] as Values);
      }
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      const member = exceptions.find(({ shape }) => isNamed(shape as StructureShape, error.code));
      const encode = member && encoders.get(member.name);
      yield encode === undefined
        ? errorMessage(error)
        : encode({ ...error.properties, ...spelledMessage(member, error) });
    }
  };
};

const isException = ({ shape }: Member): boolean => shape.kind === "structure" && shape.exception !== undefined;

const isNamed = (shape: StructureShape, code: string): boolean => shape.name === code || shape.exception?.code === code;

const spelledMessage = (member: Member | undefined, error: ServiceException): Values => {
  const members = member?.shape.kind === "structure" ? member.shape.members : [];
  const name = members.find((part) => part.name.toLowerCase() === "message")?.name ?? "message";
  return { [name]: error.message };
};

const string = (value: string): HeaderValue => ({ type: "string", value });

/** An error that the stream's model does not know. */
const errorMessage = ({ code, message }: ServiceException): Uint8Array =>
  encodeMessage({
    headers: new Map([
      [":message-type", string("error")],
      [":error-code", string(code)],
      [":error-message", string(message)],
    ]),
    payload: new Uint8Array(),
  });

/** The message before all events, where an RPC protocol puts the rest of the output. */
export const encodeInitialResponse = (contentType: string, payload: Uint8Array): Uint8Array =>
  encodeMessage({
    headers: new Map([
      [":message-type", string("event")],
      [":event-type", string("initial-response")],
      [":content-type", string(contentType)],
    ]),
    payload,
  });

const eventEncoder = (member: Member, documents: DocumentCodec): EventEncoder => {
  if (member.shape.kind !== "structure") throw new TypeError(`the event ${member.name} is no structure`);
  const kind = isException(member) ? "exception" : "event";
  const { contentType, serialize } = payloadEncoder({ ...member, shape: member.shape }, documents);
  const headerMembers = member.shape.members.filter(({ eventPlace }) => eventPlace === "header");
  const fixed: EventHeaders = new Map([
    [":message-type", string(kind)],
    [`:${kind}-type`, string(member.name)],
    ...(contentType === undefined ? [] : [[":content-type", string(contentType)] as const]),
  ]);
  return (event) => encodeMessage({ headers: withHeaders(fixed, headerMembers, event), payload: serialize(event) });
};

const withHeaders = (fixed: EventHeaders, members: readonly Member[], event: Values): EventHeaders => {
  const headers = new Map(fixed);
  for (const member of members) {
    const value = event[member.name];
    if (value !== undefined && value !== null) headers.set(member.name, toHeader(member, value));
  }
  return headers;
};

const HEADERS: Readonly<Record<string, (value: never) => HeaderValue>> = {
  boolean: (value: boolean) => ({ type: "boolean", value }),
  integer: (value: number) => ({ type: "integer", value }),
  long: (value: number) => ({ type: "long", value: BigInt(value) }),
  blob: (value: Uint8Array) => ({ type: "bytes", value }),
  string,
  timestamp: (value: Date) => ({ type: "timestamp", value }),
};

const toHeader = ({ shape, name }: Member, value: unknown): HeaderValue => {
  const make = HEADERS[shape.kind];
  if (make === undefined) throw new TypeError(`the event header ${name} cannot be a ${shape.kind}`);
  return make(value as never);
};

interface PayloadEncoder {
  /** Undefined where an event has no payload at all. */
  readonly contentType: string | undefined;
  readonly serialize: (event: Values) => Uint8Array;
}

const payloadEncoder = (target: StructureTarget, documents: DocumentCodec): PayloadEncoder => {
  const payload = target.shape.members.find(({ eventPlace }) => eventPlace === "payload");
  if (payload !== undefined) return memberPayload(payload, documents);
  const members = target.shape.members.filter(({ eventPlace }) => eventPlace === "body");
  if (members.length === 0) return { contentType: undefined, serialize: () => new Uint8Array() };
  const serialize = documents.structureSerializer(target, members);
  return { contentType: documents.contentType, serialize: (event) => toBytes(serialize(event)) };
};

const memberPayload = (member: Member, documents: DocumentCodec): PayloadEncoder => {
  const { name, shape } = member;
  if (shape.kind === "blob" || shape.kind === "string") {
    const contentType = shape.kind === "blob" ? "application/octet-stream" : "text/plain";
    return { contentType, serialize: (event) => toBytes((event[name] ?? "") as string | Uint8Array) };
  }
  const serialize = documents.memberSerializer(member);
  return {
    contentType: documents.contentType,
    serialize: (event) => (event[name] === undefined ? new Uint8Array() : toBytes(serialize(event[name]))),
  };
};

const toBytes = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : content;
