/** Temporary credentials as SDKs want them. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** Makes credentials for a role without storing anything: the session token carries what is needed to verify it. */
export interface RoleCredentialIssuer {
  issue(request: {
    readonly roleArn: string;
    readonly sessionName: string;
    readonly durationSeconds: number;
  }): TemporaryCredentials;
}
