import { createHash, randomBytes } from "node:crypto";

/** What a unique id stands for. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export type UniqueIdPrefix = "AIDA" | "ANPA" | "AROA";

/** AKIA: long-term key of a user or of root. ASIA: temporary credentials. */
export type AccessKeyIdPrefix = "AKIA" | "ASIA";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ID_CHARACTERS = 17;
const ACCESS_KEY_BYTES = 10;
const ACCOUNT_BYTES = 6;
const ACCOUNT_SHIFT = 7n;
/** The top bit is set in every key id that carries its account. */
const ACCOUNT_MARK = 1n << 47n;

/** For example `AROAQF4X2NBZK7T3LMH5D`. */
export const newUniqueId = (prefix: UniqueIdPrefix): string => prefix + base32(randomBytes(11), ID_CHARACTERS);

/** The same id for the same text always: for things that are named but not stored. */
export const derivedUniqueId = (prefix: UniqueIdPrefix, text: string): string =>
  prefix + base32(createHash("sha256").update(text).digest(), ID_CHARACTERS);

/**
 * An access key id as AWS composes it: 80 bits in base32, of which 40 name the account, so that the account can be
 * told from the id alone. 39 bits are random: an issuer that stores ids checks that a new one is free.
 */
export const newAccessKeyId = (prefix: AccessKeyIdPrefix, accountId: string): string => {
  const bytes = randomBytes(ACCESS_KEY_BYTES);
  const noise = BigInt(bytes.readUIntBE(0, ACCOUNT_BYTES)) & ((1n << ACCOUNT_SHIFT) - 1n);
  const head = ACCOUNT_MARK | (BigInt(accountId) << ACCOUNT_SHIFT) | noise;
  bytes.writeUIntBE(Number(head), 0, ACCOUNT_BYTES);
  return prefix + base32(bytes, 16);
};

/** @returns undefined when the text is no access key id that carries an account */
export const accountOfAccessKeyId = (accessKeyId: string): string | undefined => {
  if (!/^A[A-Z]IA[A-Z2-7]{16}$/.test(accessKeyId)) return undefined;
  let head = 0n;
  for (const digit of accessKeyId.slice(4, 14)) head = (head << 5n) | BigInt(BASE32.indexOf(digit));
  const first48Bits = head >> 2n;
  if ((first48Bits & ACCOUNT_MARK) === 0n) return undefined;
  const account = (first48Bits & ~ACCOUNT_MARK) >> ACCOUNT_SHIFT;
  return account.toString().padStart(12, "0");
};

const base32 = (bytes: Uint8Array, characters: number): string => {
  let bits = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  const spare = bytes.length * 8 - characters * 5;
  bits >>= BigInt(spare);
  let text = "";
  for (let index = 0; index < characters; index++) {
    text = BASE32.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
};
