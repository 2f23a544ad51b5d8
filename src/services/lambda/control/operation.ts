import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/log.ts";
import type { LambdaOperations } from "../../../models/generated/lambda.ts";
import { operationsOf } from "../../../models/operation.ts";
import type { RolePermissions } from "../../iam/contract.ts";
import type { AsyncInvoker } from "../async/contract.ts";
import type { DeliveryPermissions } from "../async/delivery-permissions.ts";
import type { FunctionInvoker } from "../invoke/contract.ts";
import type { EnvironmentCipher } from "../model/environment-cipher.ts";
import type { RandomSource } from "../model/function-alias.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import type { CodeLocations } from "./code/code-locations.ts";
import type { CodeSizes } from "./code/code-sizes.ts";
import type { CodeUploads } from "./code/code-uploads.ts";
import type { FunctionDirectory } from "./function-directory.ts";
import type { ProvisionedQualifiers } from "./provisioned-qualifiers.ts";
import type { RuntimeCatalog } from "./runtime-catalog.ts";
import type { SnapshotKeeper } from "./snapshot-keeper.ts";
import type { FunctionTransitions } from "./transitions.ts";

/** What the operations of Lambda work with. */
export interface LambdaDependencies {
  readonly store: LambdaStore;
  readonly directory: FunctionDirectory;
  readonly transitions: FunctionTransitions;
  readonly snapshots: SnapshotKeeper;
  readonly uploads: CodeUploads;
  readonly codeSizes: CodeSizes;
  readonly locations: CodeLocations;
  readonly environmentCipher: EnvironmentCipher;
  readonly invoker: FunctionInvoker;
  readonly provisioned: ProvisionedQualifiers;
  readonly asyncInvoker: AsyncInvoker;
  readonly rolePermissions: RolePermissions;
  readonly deliveryPermissions: DeliveryPermissions;
  readonly runtimes: RuntimeCatalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly concurrentExecutions: number;
  /** Below which the host names of function URLs lie. */
  readonly urlDomain: string;
  /** Bandwidth of a streamed response after its first 6 MiB; 0 for no limit. */
  readonly streamBytesPerSecond: number;
  /** Which version an invocation of an alias runs. */
  readonly random: RandomSource;
}

export const operation = operationsOf<LambdaOperations, LambdaDependencies>();
