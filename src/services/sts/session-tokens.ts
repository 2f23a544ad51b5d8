import { createHmac } from "node:crypto";
import { newAccessKeyId } from "../../aws/unique-id.ts";
import { deriveKey, Sealer } from "../../base/sealer.ts";
import type { TemporaryCredentials } from "./contract.ts";
import type { Session } from "./model/session.ts";

/** AWS's secrets are 40 characters: 30 bytes in base64. */
const SECRET_BYTES = 30;
const TOKEN_PURPOSE = "sts-session-token-v1";
const SECRET_PURPOSE = "sts-secret-access-key-v1";

/** An opened token with the secret that belongs to it. */
export interface OpenedSession {
  readonly session: Session;
  readonly secretAccessKey: string;
}

/**
 * Temporary credentials without a store. The session token is the session itself, sealed; the secret is an HMAC of
 * the token. So issuing writes nothing, any restart still verifies, and only the master key can make or alter one.
 */
export class SessionTokens {
  readonly #sealer: Sealer;
  readonly #secretKey: Buffer;

  constructor(masterKey: Uint8Array) {
    this.#sealer = new Sealer(masterKey, TOKEN_PURPOSE);
    this.#secretKey = deriveKey(masterKey, SECRET_PURPOSE);
  }

  issue(claims: Omit<Session, "accessKeyId">): TemporaryCredentials {
    const accessKeyId = newAccessKeyId("ASIA", claims.principal.accountId);
    const session: Session = { ...claims, accessKeyId };
    const sessionToken = this.#sealer.seal(JSON.stringify(session), accessKeyId).toString("base64");
    return {
      accessKeyId,
      secretAccessKey: this.#secretOf(sessionToken),
      sessionToken,
      expiresAtMs: claims.expiresAtMs,
    };
  }

  /** @returns undefined for a token that was not issued here or belongs to another access key; expiry is not judged */
  open(accessKeyId: string, sessionToken: string): OpenedSession | undefined {
    const text = this.#sealer.open(Buffer.from(sessionToken, "base64"), accessKeyId);
    if (text === undefined) return undefined;
    // What opens was sealed by `issue`, so its shape is known.
    return { session: JSON.parse(text) as Session, secretAccessKey: this.#secretOf(sessionToken) };
  }

  #secretOf(sessionToken: string): string {
    const mac = createHmac("sha256", this.#secretKey).update(sessionToken).digest();
    return mac.subarray(0, SECRET_BYTES).toString("base64");
  }
}
