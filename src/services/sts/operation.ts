import type { StsOperations } from "../../models/generated/sts.ts";
import { operationsOf } from "../../models/operation.ts";
import type { RoleDirectory } from "../iam/contract.ts";
import type { Clock } from "../../base/clock.ts";
import type { SessionIssuer } from "./session-issuer.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** What the operations of STS work with. */
export interface StsDependencies {
  readonly tokens: SessionTokens;
  readonly issuer: SessionIssuer;
  readonly roles: RoleDirectory;
  readonly clock: Clock;
}

export const operation = operationsOf<StsOperations, StsDependencies>();
