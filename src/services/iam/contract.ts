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

/** What a role wants to do. */
export interface RoleAction {
  /** With its service, for example `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;
}

/**
 * What the policies of a role say of an action. `unmentioned`: nothing allows it, and nothing forbids it to whoever else
 * may allow it. `unknown-role`: there is no such role here, so that nothing is known of it.
 */
export type RoleVerdict = "allowed" | "forbidden" | "unmentioned" | "unknown-role";

/** Port: who may be a role, and what it may do by policies of its own. */
export interface RolePermissions {
  /** Whether a service such as `lambda.amazonaws.com` may; undefined when there is no such role here. */
  trustsService(roleArn: string, service: string): boolean | undefined;
  /** Reads the database. */
  judge(roleArn: string, action: RoleAction): Promise<RoleVerdict>;
}

/** A long-term key pair in clear text: only for whoever hands it to its owner. */
export interface AccessKeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
