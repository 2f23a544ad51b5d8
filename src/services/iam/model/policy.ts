import type { Tags } from "./tags.ts";

/** A managed policy, the customer's or AWS's own. */
export interface Policy {
  readonly policyName: string;
  /** `ANPA…` */
  readonly policyId: string;
  readonly arn: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly defaultVersion: number;
  /** Numbers are never used again, so this is not how many there are. */
  readonly newestVersion: number;
  readonly tags: Tags;
}

export interface PolicyVersion {
  readonly version: number;
  readonly document: string;
  readonly createdAtMs: number;
}

/** As the API writes it: `v3`. */
export const versionId = (version: number): string => `v${version}`;

/** @returns NaN for what is no version id, which no version has */
export const versionNumber = (id: string): number => Number(/^v([1-9]\d*)$/.exec(id)?.[1]);
