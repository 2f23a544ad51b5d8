import { createHmac } from "node:crypto";
import { HmacKey } from "./hmac-key.ts";

/** What a signing key is good for: one day, region and service. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly signingName: string;
}

export const ALGORITHM = "AWS4-HMAC-SHA256";
export const TERMINATOR = "aws4_request";

export const formatScope = ({ date, region, signingName }: CredentialScope): string =>
  `${date}/${region}/${signingName}/${TERMINATOR}`;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** The key derived from a secret for one scope. */
export const deriveSigningKey = (secretAccessKey: string, scope: CredentialScope): HmacKey => {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const serviceKey = hmac(hmac(dateKey, scope.region), scope.signingName);
  return new HmacKey(hmac(serviceKey, TERMINATOR));
};

/** Enough for every environment of a full host; one entry takes about half a kilobyte. */
const MAX_CACHED_KEYS = 4096;

/** Remembers derived keys, since deriving costs four HMACs and the same few keys sign everything. */
export class SigningKeyCache {
  readonly #keys = new Map<string, { readonly secretAccessKey: string; readonly key: HmacKey }>();
  readonly #maxKeys: number;

  constructor({ maxKeys = MAX_CACHED_KEYS }: { readonly maxKeys?: number } = {}) {
    this.#maxKeys = maxKeys;
  }

  get(accessKeyId: string, secretAccessKey: string, scope: CredentialScope): HmacKey {
    const id = `${accessKeyId}/${scope.date}/${scope.region}/${scope.signingName}`;
    const cached = this.#keys.get(id);
    // An access key id can come back with another secret, so the id alone proves nothing.
    if (cached?.secretAccessKey === secretAccessKey) return cached.key;
    const key = deriveSigningKey(secretAccessKey, scope);
    this.#keys.set(id, { secretAccessKey, key });
    if (this.#keys.size > this.#maxKeys) this.#forgetOldest();
    return key;
  }

  #forgetOldest(): void {
    const oldest = this.#keys.keys().next();
    if (!oldest.done) this.#keys.delete(oldest.value);
  }
}
