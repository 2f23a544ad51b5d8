import type { Principal } from "../../../aws/principal.ts";

/** What a session token says, once opened. Everything that is known of temporary credentials. */
export interface Session {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly expiresAtMs: number;
  /** The role behind an assumed role. */
  readonly roleArn?: string;
  /** What narrows the session below its role or user, in the wire shape of AssumeRole. */
  readonly restrictions?: SessionRestrictions;
}

export interface SessionRestrictions {
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string;
}
