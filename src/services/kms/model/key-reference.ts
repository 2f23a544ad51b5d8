import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import { aliasesNotSupported, invalidArn, invalidKeyId, regionMismatch } from "../exceptions.ts";

/** How a caller named a key. */
export type KeyReference =
  | { readonly kind: "key"; readonly keyId: string }
  | { readonly kind: "alias"; readonly aliasName: string };

const KEY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$|^mrk-[0-9a-f]{32}$/;

/**
 * Reads a key id, a key ARN, an alias name or an alias ARN.
 * @throws NotFoundException for what is none of them, or names another region; InvalidArnException
 */
export const parseKeyReference = (text: string, account: Account): KeyReference => {
  const arn = findArn(text);
  if (arn === undefined) return parseResource(text, text);
  if (arn.service !== "kms") throw invalidArn(text);
  if (arn.region !== account.region) throw regionMismatch(arn.region);
  if (arn.accountId !== account.accountId) throw invalidArn(text);
  const [kind] = arn.resource.split("/", 1);
  if (kind === "alias") return { kind: "alias", aliasName: arn.resource };
  if (kind !== "key") throw invalidArn(text);
  return parseResource(arn.resource.slice("key/".length), text);
};

/**
 * The same for operations that take no alias.
 * PARITY: AWS refuses the name of an alias as an unknown key id, and the ARN of one in words of its own.
 */
export const parseKeyId = (text: string, account: Account): string => {
  const reference = parseKeyReference(text, account);
  if (reference.kind === "key") return reference.keyId;
  throw text.startsWith("alias/") ? invalidKeyId(text) : aliasesNotSupported();
};

const parseResource = (resource: string, given: string): KeyReference => {
  if (resource.startsWith("alias/")) return { kind: "alias", aliasName: resource };
  if (!KEY_ID.test(resource)) throw invalidKeyId(given);
  return { kind: "key", keyId: resource };
};
