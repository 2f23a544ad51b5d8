import type { MessageType, SigningAlgorithmSpec } from "../../models/generated/kms.ts";
import { algorithmIncompatible, unsupported, validationError } from "./exceptions.ts";
import type { KmsKey } from "./model/key.ts";
import { keyFormOf, signingAlgorithmsOf } from "./model/key-spec.ts";

/** What Sign and Verify refuse alike. */
export const checkSigning = (
  key: KmsKey,
  request: {
    readonly Message: Uint8Array;
    readonly SigningAlgorithm: SigningAlgorithmSpec;
    readonly MessageType?: MessageType | undefined;
  },
): void => {
  const { Message, SigningAlgorithm, MessageType = "RAW" } = request;
  if (!signingAlgorithmsOf(keyFormOf(key.spec)).includes(SigningAlgorithm)) {
    throw algorithmIncompatible(SigningAlgorithm, key.spec);
  }
  if (MessageType === "RAW") return;
  if (MessageType === "DIGEST" && Message.byteLength !== digestBytes(SigningAlgorithm)) {
    throw validationError(`Digest is invalid length for algorithm ${SigningAlgorithm}.`);
  }
  // LIMIT: Node's OpenSSL hashes by itself; whoever sends a digest has to send the message instead.
  throw unsupported(`MessageType ${MessageType} is not supported; send the message itself.`);
};

/** The names of algorithms end with the bits of their hash. */
const digestBytes = (algorithm: SigningAlgorithmSpec): number => Number(algorithm.slice(-3)) / 8;
