import { notProvisionable } from "../../concurrency-exceptions.ts";
import { functionNotFound, functionNotReady } from "../../exceptions.ts";
import { checkProvision } from "../../model/concurrency.ts";
import { functionArn, LATEST } from "../../model/function-reference.ts";
import { getVersion } from "../get-version.ts";
import { operation } from "../operation.ts";
import { checkProvisionable, getProvisionedOwner, toProvisionedConfig } from "../provisioned-config.ts";

/**
 * Environments are started in the background.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html
 */
export const putProvisionedConcurrencyConfig = operation("PutProvisionedConcurrencyConfig", async (input, context) => {
  const { store, provisioned, clock, concurrentExecutions: limit, account } = context;
  if (input.Qualifier === LATEST) throw notProvisionable();
  const { functionName, qualifier } = await getProvisionedOwner(input, store, account);
  await checkProvisionable({ functionName, qualifier }, store);
  const { state } = await getVersion({ functionName, qualifier }, store, account);
  if (state.value === "Failed") throw functionNotReady("Failed");
  const executions = input.ProvisionedConcurrentExecutions;
  const content = await store.records.concurrency.change({ functionName, qualifier }, async (_, all) => {
    checkProvision({ functionName, qualifier }, executions, { limit, kept: await all() });
    return { executions, lastModifiedMs: clock.nowMs() };
  });
  if (content === undefined) throw functionNotFound(functionArn(account, functionName, qualifier));
  await provisioned.refresh(functionName);
  const record = { functionName, qualifier, content };
  // PARITY: so it begins, even if there is nothing left to do.
  return toProvisionedConfig(record, {
    ...provisioned.stateOf(record),
    status: "IN_PROGRESS",
    statusReason: undefined,
  });
});
