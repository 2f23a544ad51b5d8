import type { ServiceException } from "../../aws/service-exception.ts";
import type { WireRequest } from "../contract.ts";
import type { DocumentCodec } from "../document-codec.ts";
import type { ModelledError } from "../error-catalog.ts";

/** What differs between the two REST protocols: how documents are written. Everything else is HTTP. */
export interface RestFormat {
  readonly name: string;
  readonly documents: DocumentCodec;
  /** For payloads of bytes whose type no header names. */
  readonly blobContentType: string;
  /** Code of the error for what cannot be read. */
  readonly malformedCode: string;
  /** The request as operations are to see it, where parts of it travel elsewhere than the model says. */
  normalize?(request: WireRequest): WireRequest;
  /** The path to route by, where the host name is a part of it. */
  pathOf(request: WireRequest): string;
  requestIdHeaders(requestId: string): Readonly<Record<string, string>>;
  /** Headers that name the error, for protocols whose bodies do not. */
  errorHeaders(code: string): Readonly<Record<string, string>>;
  /** Status of a success, where it depends on what the answer's headers hold. */
  successStatus?(modelled: number, headers: Readonly<Record<string, string>>): number;
  errorBody(error: ServiceException, modelled: ModelledError | undefined, requestId: string): string;
}
