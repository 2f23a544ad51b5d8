import type { Tags } from "./tags.ts";

/** A role as the store keeps it. Frozen data. */
export interface Role {
  readonly roleName: string;
  /** `AROA…` */
  readonly roleId: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly createdAtMs: number;
  readonly description: string | undefined;
  readonly maxSessionDurationSeconds: number;
  /** JSON text as it was given. */
  readonly assumeRolePolicyDocument: string;
  readonly permissionsBoundaryArn: string | undefined;
  readonly tags: Tags;
}

/** Sessions last an hour unless the role says otherwise. Source: CreateRole. */
export const DEFAULT_MAX_SESSION_DURATION_SECONDS = 3_600;
