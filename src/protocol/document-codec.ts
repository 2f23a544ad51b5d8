import type { StructureTarget } from "../models/service-model.ts";
import type { Member } from "../models/shape.ts";

/** @throws MalformedInput */
export type DocumentParser = (body: Uint8Array) => unknown;
type DocumentSerializer = (value: unknown) => Uint8Array | string;

/** Compiles readers and writers of whole documents in one format: bodies, payloads, the bodies of events. */
export interface DocumentCodec {
  readonly contentType: string;
  /** Document made of these members of a structure. */
  structureParser(target: StructureTarget, members: readonly Member[]): DocumentParser;
  structureSerializer(target: StructureTarget, members: readonly Member[]): DocumentSerializer;
  /** Document that is one member as a whole. */
  memberParser(member: Member): DocumentParser;
  memberSerializer(member: Member): DocumentSerializer;
}
