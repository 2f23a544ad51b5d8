import type { RawRequest } from "../wire/raw-request.ts";
import type { Input } from "../wire/write-request.ts";

/** One request to make, told by what is wrong with it. */
export interface FuzzCase {
  /** Unique within its operation, the same in every run. */
  readonly title: string;
  readonly input: Input;
  /** The member of the input that it is about. */
  readonly member?: string;
  /** The model forbids it, so success would be a fault. */
  readonly mustRefuse?: boolean;
  /** It may be taken for a request to another operation, so the model of this one says nothing of the answer. */
  readonly mayGoElsewhere?: boolean;
  /** Done to the request when it is written. */
  readonly alter?: (request: RawRequest) => RawRequest;
}
