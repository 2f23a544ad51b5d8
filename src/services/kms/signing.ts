import type { MessageType, SigningAlgorithmSpec } from "../../models/generated/kms.ts";
import { algorithmIncompatible, unsupported } from "./exceptions.ts";
import type { KmsKey } from "./model/key.ts";
import { keyFormOf, signingAlgorithmsOf } from "./model/key-spec.ts";

/** What Sign and Verify refuse alike. */
export const checkSigning = (
  key: KmsKey,
  request: { readonly SigningAlgorithm: SigningAlgorithmSpec; readonly MessageType?: MessageType | undefined },
): void => {
  const { SigningAlgorithm, MessageType = "RAW" } = request;
  if (!signingAlgorithmsOf(keyFormOf(key.spec)).includes(SigningAlgorithm)) {
    throw algorithmIncompatible(SigningAlgorithm, key.spec);
  }
  // LIMIT: Node's OpenSSL hashes by itself; whoever sends a digest has to send the message instead.
  if (MessageType !== "RAW") throw unsupported(`MessageType ${MessageType} is not supported; send the message itself.`);
};
