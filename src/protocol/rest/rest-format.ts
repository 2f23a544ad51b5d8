import type { Member, StructureShape, Target } from "../../models/shape.ts";
import type { ServiceException } from "../../aws/service-exception.ts";
import type { ModelledError } from "../error-catalog.ts";

export type BodyParser = (body: Uint8Array) => unknown;
export type BodySerializer = (output: object) => Uint8Array | string;

/** What differs between the two REST protocols: how a body is written. Everything else is HTTP. */
export interface RestFormat {
  readonly name: string;
  readonly contentType: string;
  /** For payloads of bytes whose type no header names. */
  readonly blobContentType: string;
  readonly requestIdHeader: string;
  /** Code of the error for bytes that cannot be read. */
  readonly malformedCode: string;
  /** Parser of the members that form the body together. */
  bodyParser(structure: Target & { readonly shape: StructureShape }, members: readonly Member[]): BodyParser;
  /** Parser of the one member that is the whole body. */
  payloadParser(member: Member): BodyParser;
  bodySerializer(structure: Target & { readonly shape: StructureShape }, members: readonly Member[]): BodySerializer;
  payloadSerializer(member: Member): BodySerializer;
  errorBody(error: ServiceException, modelled: ModelledError | undefined, requestId: string): string;
}
