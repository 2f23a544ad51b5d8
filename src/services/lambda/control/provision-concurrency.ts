import type { Account } from "../../../aws/account.ts";
import { snapStartNotProvisionable } from "../concurrency-exceptions.ts";
import { functionNotFound, resourceNotReady } from "../exceptions.ts";
import { checkProvision, type ConcurrencyRecord } from "../model/concurrency.ts";
import { functionArn } from "../model/function-reference.ts";
import { startsFromSnapshot } from "../model/snap-start.ts";
import type { FunctionRecord, RecordOwner } from "../store/function-record-store.ts";
import { getVersion } from "./get-version.ts";
import type { LambdaDependencies } from "./operation.ts";
import { checkProvisionable } from "./provisioned-config.ts";
import { refuseTenants } from "./refuse-tenants.ts";

export type ProvisionDependencies = Pick<
  LambdaDependencies,
  "store" | "provisioned" | "clock" | "concurrentExecutions"
>;

/**
 * Asks for environments that are ready ahead of invocations; durable when this resolves, provided in the background.
 * @throws ServiceException when `owner` cannot have them, or there is too little concurrency left
 */
export const provisionConcurrency = async (
  { functionName, qualifier }: RecordOwner,
  executions: number,
  { store, provisioned, clock, concurrentExecutions: limit }: ProvisionDependencies,
  account: Account,
): Promise<FunctionRecord<ConcurrencyRecord>> => {
  await checkProvisionable({ functionName, qualifier }, store);
  const version = await getVersion({ functionName, qualifier }, store, account);
  const arn = functionArn(account, functionName, qualifier);
  if (version.state.value === "Failed") throw resourceNotReady(arn, version.state);
  if (startsFromSnapshot(version)) throw snapStartNotProvisionable();
  await refuseTenants(functionName, store, "Provisioned concurrency configurations");
  const content = await store.records.concurrency.change({ functionName, qualifier }, async (_, all) => {
    checkProvision({ functionName, qualifier }, executions, { limit, kept: await all() });
    return { executions, lastModifiedMs: clock.nowMs() };
  });
  if (content === undefined) throw functionNotFound(arn);
  await provisioned.refresh(functionName);
  return { functionName, qualifier, content };
};

/** Nothing that is provisioned is no error. */
export const removeProvisionedConcurrency = async (
  owner: RecordOwner,
  { store, provisioned }: ProvisionDependencies,
): Promise<void> => {
  await store.records.concurrency.remove(owner);
  await provisioned.refresh(owner.functionName);
};
