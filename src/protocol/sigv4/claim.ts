import type { CredentialScope } from "./signing-key.ts";

/** What a request says of its own signature, taken apart but not yet believed. */
export interface SignatureClaim {
  /** `query` is a presigned URL. */
  readonly form: "header" | "query";
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Lower-case names in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** In the basic format, whatever format the request used. */
  readonly amzDate: string;
  readonly signedAtMs: number;
  readonly sessionToken: string | undefined;
  /** How long a presigned URL is good for. */
  readonly expiresSeconds: number | undefined;
}
