import type { Account } from "../../aws/account.ts";
import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { TaskGroup } from "../../base/task-group.ts";
import { bindOperations } from "../../models/operation.ts";
import type { DataKeys } from "./contract.ts";
import { ServiceDataKeys } from "./data-keys.ts";
import { KeyCipher } from "./key-cipher.ts";
import { KeyLifecycle } from "./key-lifecycle.ts";
import { KeyRing } from "./key-ring.ts";
import { KeyStateChanges } from "./key-state-changes.ts";
import { ManagedKeys } from "./managed-keys.ts";
import { OPERATIONS } from "./operations/all.ts";
import { openKmsStore } from "./store/kms-store.ts";
import type { KmsDatabase } from "./store/schema.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** AWS Key Management Service, and envelope encryption for the other services. */
export interface KmsService extends AsyncDisposable {
  readonly service: Service;
  readonly dataKeys: DataKeys;
}

export const createKmsService = async (parts: {
  readonly database: KmsDatabase;
  readonly masterKey: Uint8Array;
  readonly account: Account;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<KmsService> => {
  const { account, clock, logger } = parts;
  const store = await openKmsStore(parts.database, parts.masterKey);
  const changes = new KeyStateChanges();
  const keys = new KeyRing(store, account, clock, changes);
  const cipher = new KeyCipher(store, keys);
  const managed = new ManagedKeys(store, keys, account, clock);

  const onError = (error: unknown) =>
    logger.error({ err: error }, "deleting or rotating KMS keys failed; it is tried again with the next round");
  const background = new TaskGroup(onError);
  background.run((signal) => new KeyLifecycle(store, keys, clock, onError).run(signal));
  return {
    service: {
      id: "kms",
      operations: bindOperations(OPERATIONS, { store, keys, cipher, managed, clock }),
      unsupported: UNSUPPORTED,
    },
    dataKeys: new ServiceDataKeys(keys, cipher, managed, changes),
    [Symbol.asyncDispose]: () => background[Symbol.asyncDispose](),
  };
};
