import type { Member, StructureShape } from "../../models/shape.ts";
import type { DocumentCodec, DocumentParser } from "../document-codec.ts";
import { asServiceException } from "../input-checker.ts";
import { MalformedInput } from "../malformed-input.ts";
import type { EventHeaders } from "./headers.ts";
import { decodeMessage, readMessages, type EventMessage } from "./message.ts";

/** Turns bytes into events: objects with exactly one member set. Whoever reads them gets the ServiceException. */
export type EventParser = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<object>;

type EventDecoder = (message: EventMessage) => object;

/**
 * Compiles the reader of an event stream. Events that the model does not know are left out.
 * @param malformedCode of the error for bytes that are no events
 */
export const compileEventParser = (
  stream: StructureShape,
  documents: DocumentCodec,
  malformedCode: string,
): EventParser => {
  const decoders = new Map(stream.members.map((member) => [member.name, eventDecoder(member, documents)]));
  return async function* parseEvents(chunks) {
    try {
      for await (const received of readMessages(chunks)) {
        const message = unwrapSigned(received);
        if (message === undefined) return;
        const eventType = stringHeader(message.headers, ":event-type");
        const decode = decoders.get(eventType ?? "");
        if (eventType !== undefined && decode !== undefined) yield { [eventType]: decode(message) };
      }
    } catch (cause) {
      throw asServiceException(malformedCode, cause);
    }
  };
};

/**
 * A signed stream wraps each event in a message of its own, and ends with an empty one.
 * LIMIT: the chunks' signatures are not verified; the request that opened the stream was.
 */
const unwrapSigned = (message: EventMessage): EventMessage | undefined => {
  if (!message.headers.has(":chunk-signature")) return message;
  return message.payload.byteLength === 0 ? undefined : decodeMessage(message.payload);
};

const stringHeader = (headers: EventHeaders, name: string): string | undefined => {
  const header = headers.get(name);
  return header?.type === "string" ? header.value : undefined;
};

const eventDecoder = (member: Member, documents: DocumentCodec): EventDecoder => {
  const { shape } = member;
  if (shape.kind !== "structure") throw new TypeError(`the event ${member.name} is no structure`);
  const headerMembers = shape.members.filter(({ eventPlace }) => eventPlace === "header");
  const payload = shape.members.find(({ eventPlace }) => eventPlace === "payload");
  const bodyMembers = shape.members.filter(({ eventPlace }) => eventPlace === "body");
  const parseBody = documents.structureParser({ ...member, shape }, bodyMembers);
  const parsePayload = payload && payloadParser(payload, documents);
  return ({ headers, payload: bytes }) => {
    const event: Record<string, unknown> = parsePayload === undefined ? { ...(parseBody(bytes) as object) } : {};
    if (payload !== undefined && parsePayload !== undefined) event[payload.name] = parsePayload(bytes);
    for (const header of headerMembers) {
      const value = headerValue(header, headers);
      if (value !== undefined) event[header.name] = value;
    }
    return event;
  };
};

const payloadParser = (member: Member, documents: DocumentCodec): DocumentParser => {
  if (member.shape.kind === "blob") return (bytes) => bytes;
  if (member.shape.kind === "string") return (bytes) => Buffer.from(bytes).toString();
  return documents.memberParser(member);
};

/** Types of headers that each kind of member may come as. */
const HEADER_TYPES: Readonly<Record<string, readonly string[]>> = {
  boolean: ["boolean"],
  integer: ["byte", "short", "integer"],
  long: ["byte", "short", "integer", "long"],
  blob: ["bytes"],
  string: ["string", "uuid"],
  timestamp: ["timestamp"],
};

const headerValue = ({ name, shape }: Member, headers: EventHeaders): unknown => {
  const header = headers.get(name);
  if (header === undefined) return undefined;
  if (HEADER_TYPES[shape.kind]?.includes(header.type) !== true) {
    throw new MalformedInput(`The event header ${name} is a ${header.type} and no ${shape.kind}`);
  }
  return header.type === "long" ? Number(header.value) : header.value;
};
