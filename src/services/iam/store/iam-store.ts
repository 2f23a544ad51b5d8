import { Sealer } from "../../../base/sealer.ts";
import type { Database, SqlSession } from "../../../storage/contract.ts";
import { AccessKeyStore } from "./access-key-store.ts";
import { AttachmentStore } from "./attachment-store.ts";
import { InlinePolicyStore } from "./inline-policy-store.ts";
import { PolicyStore } from "./policy-store.ts";
import { RoleStore } from "./role-store.ts";
import { MIGRATIONS } from "./schema.ts";
import { UserStore } from "./user-store.ts";

const SECRET_PURPOSE = "iam-access-key-secret-v1";

/** All that IAM keeps. Methods that take a session run in the transaction it stands for. */
export interface IamStore {
  readonly roles: RoleStore;
  readonly users: UserStore;
  readonly policies: PolicyStore;
  readonly inlinePolicies: InlinePolicyStore;
  readonly attachments: AttachmentStore;
  readonly accessKeys: AccessKeyStore;
  /** Runs `work` alone among writers; rolls back when it throws. */
  transaction<Result>(work: (session: IamSession) => Promise<Result>): Promise<Result>;
}

/** Stands for one transaction. */
export type IamSession = SqlSession;

/** Brings the tables up to date and opens them. */
export const openIamStore = async (database: Database, masterKey: Uint8Array): Promise<IamStore> => {
  await database.migrate("iam", MIGRATIONS);
  return {
    roles: new RoleStore(database),
    users: new UserStore(database),
    policies: new PolicyStore(database),
    inlinePolicies: new InlinePolicyStore(database),
    attachments: new AttachmentStore(database),
    accessKeys: new AccessKeyStore(database, new Sealer(masterKey, SECRET_PURPOSE)),
    transaction: (work) => database.transaction(work),
  };
};
