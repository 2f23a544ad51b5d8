/** Who is calling: what GetCallerIdentity answers. */
export interface Principal {
  readonly kind: "root" | "user" | "assumed-role" | "anonymous";
  readonly accountId: string;
  /** For example `arn:aws:sts::000000000000:assumed-role/role-name/session-name`. */
  readonly arn: string;
  /** Unique id: the account id, `AIDA…`, or `AROA…:session-name`. */
  readonly userId: string;
}

/** Everything the gateway must know of one access key to verify a signature. */
export interface AccessKeyRecord {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly status: "Active" | "Inactive";
  readonly principal: Principal;
}

/** Port: how the gateway learns of access keys. Implemented by the IAM and STS services. */
export interface AccessKeys {
  /**
   * Finds a long-term key by its id, or opens temporary credentials by their session token.
   * @throws ServiceException ExpiredTokenException or InvalidClientTokenId for a bad or expired session token
   */
  find(accessKeyId: string, sessionToken: string | undefined): AccessKeyRecord | undefined;
}

/** Port: whoever verified a signature says so here, for GetAccessKeyLastUsed. Costs no input or output. */
export interface AccessKeyUse {
  /** Ids of temporary credentials are ignored. */
  record(accessKeyId: string, use: { readonly serviceName: string; readonly region: string }): void;
}
