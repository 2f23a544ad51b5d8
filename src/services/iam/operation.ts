import type { Clock } from "../../base/clock.ts";
import type { IamOperations } from "../../models/generated/iam.ts";
import { operationsOf } from "../../models/operation.ts";
import type { AccessKeyIndex } from "./access-key-index.ts";
import type { RoleIndex } from "./role-index.ts";
import type { IamStore } from "./store/iam-store.ts";

/** What the operations of IAM work with. */
export interface IamDependencies {
  readonly store: IamStore;
  readonly roleIndex: RoleIndex;
  readonly accessKeyIndex: AccessKeyIndex;
  readonly clock: Clock;
}

export const operation = operationsOf<IamOperations, IamDependencies>();
