/** A long-term access key, without its secret. */
export interface AccessKey {
  readonly accessKeyId: string;
  /** The owner's `AIDA…`; undefined for the account's root. */
  readonly userId: string | undefined;
  readonly status: AccessKeyStatus;
  readonly createdAtMs: number;
  readonly lastUsed: AccessKeyLastUsed | undefined;
}

export type AccessKeyStatus = "Active" | "Inactive";

export interface AccessKeyLastUsed {
  readonly atMs: number;
  readonly serviceName: string;
  readonly region: string;
}

/** Source: IAM and AWS STS quotas page. */
export const MAX_ACCESS_KEYS_PER_USER = 2;
