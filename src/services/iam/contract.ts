/** What other services need to know of a role. */
export interface RoleFacts {
  readonly roleName: string;
  /** `AROA…` */
  readonly roleId: string;
  readonly arn: string;
  readonly maxSessionDurationSeconds: number;
  /** JSON text, already validated. */
  readonly assumeRolePolicyDocument: string;
}

/** Port: roles as they are now, from memory, for paths that must not wait for the database. */
export interface RoleDirectory {
  /** @returns undefined when no role has exactly this ARN */
  findRole(arn: string): RoleFacts | undefined;
  /** @param roleId `AROA…` */
  findRoleById(roleId: string): RoleFacts | undefined;
}

/** A long-term key pair in clear text: only for whoever hands it to its owner. */
export interface AccessKeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
