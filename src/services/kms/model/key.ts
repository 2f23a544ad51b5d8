import type { Account } from "../../../aws/account.ts";
import { formatArn } from "../../../aws/arn.ts";
import type { KeySpec, KeyUsageType, RotationType } from "../../../models/generated/kms.ts";
import type { Tags } from "./tags.ts";

/** A KMS key without its secret. Frozen data. */
export interface KmsKey {
  /** A lower-case UUID. */
  readonly keyId: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsageType;
  /** AWS: made for a service of this server, which alone looks after it. */
  readonly manager: "AWS" | "CUSTOMER";
  readonly description: string;
  readonly state: KeyStateName;
  readonly createdAtMs: number;
  /** When its material is destroyed; only while pending deletion. */
  readonly deletionAtMs: number | undefined;
  /** The text of its only policy, `default`. */
  readonly policy: string;
  readonly tags: Tags;
  /** Undefined while it is not rotated automatically. */
  readonly rotation: AutomaticRotation | undefined;
  /** What new ciphertexts are made with. */
  readonly material: CurrentMaterial;
}

type KeyStateName = "Enabled" | "Disabled" | "PendingDeletion";

interface AutomaticRotation {
  readonly periodDays: number;
  readonly nextAtMs: number;
}

interface CurrentMaterial {
  /** Counts from 1; ciphertexts carry it. */
  readonly version: number;
  /** 64 hexadecimal digits, as the API shows it. */
  readonly materialId: string;
}

/** One generation of a key's material, without its secret. */
export interface KeyMaterial {
  readonly version: number;
  readonly materialId: string;
  readonly createdAtMs: number;
  /** Undefined for the one that the key was made with. */
  readonly rotationType: RotationType | undefined;
}

/** A friendly name of a key. */
export interface Alias {
  /** With its prefix `alias/`. */
  readonly aliasName: string;
  readonly keyId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export const DAY_MS = 86_400_000;

/** Source: KMS quotas page. */
export const MAX_ON_DEMAND_ROTATIONS = 25;

export const DEFAULT_ROTATION_PERIOD_DAYS = 365;

export const keyArn = ({ partition, region, accountId }: Account, keyId: string): string =>
  formatArn({ partition, service: "kms", region, accountId, resource: `key/${keyId}` });

export const aliasArn = ({ partition, region, accountId }: Account, aliasName: string): string =>
  formatArn({ partition, service: "kms", region, accountId, resource: aliasName });
