import type { Clock } from "../../base/clock.ts";
import type { KmsOperations } from "../../models/generated/kms.ts";
import { operationsOf } from "../../models/operation.ts";
import type { KeyCipher } from "./key-cipher.ts";
import type { KeyRing } from "./key-ring.ts";
import type { ManagedKeys } from "./managed-keys.ts";
import type { KmsStore } from "./store/kms-store.ts";

/** What the operations of KMS work with. */
export interface KmsDependencies {
  readonly store: KmsStore;
  readonly keys: KeyRing;
  readonly cipher: KeyCipher;
  readonly managed: ManagedKeys;
  readonly clock: Clock;
}

export const operation = operationsOf<KmsOperations, KmsDependencies>();
