import type { AccessKeyRecord, AccessKeys } from "../../aws/principal.ts";
import type { Clock } from "../../base/clock.ts";
import { expiredToken, invalidClientTokenId } from "./exceptions.ts";
import type { OpenedSession, SessionTokens } from "./session-tokens.ts";

/** How many opened tokens are remembered; at roughly a kilobyte each. */
const MAX_REMEMBERED_TOKENS = 4_096;

/** Every access key there is: long-term ones from IAM, temporary ones from their own session tokens. */
export class SessionKeys implements AccessKeys {
  readonly #tokens: SessionTokens;
  readonly #longTermKeys: AccessKeys;
  readonly #clock: Clock;
  /** A signed request opens its token on the hot path; the same caller comes again and again. */
  readonly #remembered = new Map<string, OpenedSession>();

  constructor(tokens: SessionTokens, longTermKeys: AccessKeys, clock: Clock) {
    this.#tokens = tokens;
    this.#longTermKeys = longTermKeys;
    this.#clock = clock;
  }

  find(accessKeyId: string, sessionToken: string | undefined): AccessKeyRecord | undefined {
    if (sessionToken === undefined) return this.#longTermKeys.find(accessKeyId, undefined);
    const opened = this.#open(accessKeyId, sessionToken);
    if (opened === undefined || opened.session.accessKeyId !== accessKeyId) throw invalidClientTokenId();
    if (opened.session.expiresAtMs <= this.#clock.nowMs()) throw expiredToken();
    const { principal } = opened.session;
    return { accessKeyId, secretAccessKey: opened.secretAccessKey, status: "Active", principal };
  }

  #open(accessKeyId: string, sessionToken: string): OpenedSession | undefined {
    const remembered = this.#remembered.get(sessionToken);
    if (remembered !== undefined) return remembered;
    const opened = this.#tokens.open(accessKeyId, sessionToken);
    if (opened !== undefined) this.#remember(sessionToken, opened);
    return opened;
  }

  #remember(sessionToken: string, opened: OpenedSession): void {
    if (this.#remembered.size >= MAX_REMEMBERED_TOKENS) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(sessionToken, opened);
  }
}
