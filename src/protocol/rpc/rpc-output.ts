import type { StructureTarget } from "../../models/service-model.ts";
import type { Member, StructureShape } from "../../models/shape.ts";
import type { WireResponse } from "../contract.ts";
import type { DocumentCodec } from "../document-codec.ts";
import { compileEventSerializer, encodeInitialResponse, eventsOf } from "../event-stream/event-serializer.ts";
import { EVENT_STREAM_TYPE } from "../event-stream/message.ts";

/** What an operation answers, without the headers that every answer has. */
export interface RpcBody {
  readonly contentType: string;
  readonly body: WireResponse["body"];
}

/** Compiles the writer of an output: one document or, where a member is a stream of events, all of it as events. */
export const compileRpcOutput = (target: StructureTarget, documents: DocumentCodec): ((output: object) => RpcBody) => {
  const stream = target.shape.members.find(isEventStream);
  if (stream !== undefined) return eventOutput(target, stream, documents);
  const serialize = documents.structureSerializer(target, target.shape.members);
  return (output) => ({ contentType: documents.contentType, body: serialize(output) });
};

type EventStreamMember = Member & { readonly shape: StructureShape };

const isEventStream = (member: Member): member is EventStreamMember =>
  member.shape.kind === "structure" && member.shape.eventStream;

const eventOutput = (target: StructureTarget, stream: EventStreamMember, documents: DocumentCodec) => {
  const others = target.shape.members.filter((member) => member !== stream);
  const serializeOthers = documents.structureSerializer(target, others);
  const serializeEvents = compileEventSerializer(stream.shape, documents);
  return (output: object): RpcBody => {
    const events = eventsOf((output as Readonly<Record<string, unknown>>)[stream.name]);
    const initial = encodeInitialResponse(documents.contentType, Buffer.from(serializeOthers(output)));
    return { contentType: EVENT_STREAM_TYPE, body: precededBy(initial, serializeEvents(events)) };
  };
};

async function* precededBy(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
