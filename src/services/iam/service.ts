import type { Account } from "../../aws/account.ts";
import type { AccessKeys, AccessKeyUse } from "../../aws/principal.ts";
import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { TaskGroup } from "../../base/task-group.ts";
import { bindOperations } from "../../models/operation.ts";
import { AccessKeyIndex } from "./access-key-index.ts";
import type { AccessKeyPair, RoleDirectory, RolePermissions } from "./contract.ts";
import { OPERATIONS } from "./operations/all.ts";
import { userPrincipal } from "./model/user.ts";
import { RoleIndex } from "./role-index.ts";
import { StoredRolePermissions } from "./role-permissions.ts";
import { ensureRootAccessKey, rootPrincipal } from "./root-access-key.ts";
import { type IamStore, openIamStore } from "./store/iam-store.ts";
import type { IamDatabase } from "./store/schema.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** How often uses of access keys are written down. What a killed server had not written is forgotten. */
const SAVE_USES_EVERY_MS = 60_000;

/** AWS Identity and Access Management, and the ports that stand on its records. */
export interface IamService extends AsyncDisposable {
  readonly service: Service;
  /** Long-term access keys only. */
  readonly accessKeys: AccessKeys;
  readonly accessKeyUse: AccessKeyUse;
  readonly roles: RoleDirectory;
  readonly rolePermissions: RolePermissions;
  /** Root's key pair, made at the first start and the same ever after. */
  readonly rootAccessKey: AccessKeyPair;
}

/** @throws OperatorError MASTER_KEY_MISMATCH when the database was used with another master key */
export const createIamService = async (parts: {
  readonly database: IamDatabase;
  readonly masterKey: Uint8Array;
  readonly account: Account;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<IamService> => {
  const { account, clock, logger } = parts;
  const store = await openIamStore(parts.database, parts.masterKey);
  const rootAccessKey = await ensureRootAccessKey(store.accessKeys, account, clock);
  const roleIndex = new RoleIndex(account);
  for (const role of await store.roles.all()) roleIndex.put(role);
  const accessKeyIndex = new AccessKeyIndex(clock);
  await fillAccessKeyIndex(accessKeyIndex, store, account);

  const background = new TaskGroup((error) => logger.error({ err: error }, "saving uses of access keys failed"));
  background.run(async (signal) => {
    for (;;) {
      await clock.delay(SAVE_USES_EVERY_MS, { signal });
      await saveUses(accessKeyIndex, store);
    }
  });
  return {
    service: {
      id: "iam",
      operations: bindOperations(OPERATIONS, { store, roleIndex, accessKeyIndex, clock }),
      unsupported: UNSUPPORTED,
    },
    accessKeys: accessKeyIndex,
    accessKeyUse: accessKeyIndex,
    roles: roleIndex,
    rolePermissions: new StoredRolePermissions(store, roleIndex, clock),
    rootAccessKey,
    async [Symbol.asyncDispose]() {
      await background[Symbol.asyncDispose]();
      await saveUses(accessKeyIndex, store);
    },
  };
};

const fillAccessKeyIndex = async (index: AccessKeyIndex, store: IamStore, account: Account): Promise<void> => {
  for (const { accessKeyId, secretAccessKey, status, userId } of await store.accessKeys.all()) {
    const user = userId === undefined ? undefined : await store.users.findById(userId);
    if (userId !== undefined && user === undefined) continue;
    const principal = user === undefined ? rootPrincipal(account) : userPrincipal(account, user);
    index.put({ accessKeyId, secretAccessKey, status, principal });
  }
};

const saveUses = async (index: AccessKeyIndex, store: IamStore): Promise<void> => {
  const uses = index.takeUses();
  if (uses.size > 0) await store.accessKeys.saveLastUses(uses);
};
