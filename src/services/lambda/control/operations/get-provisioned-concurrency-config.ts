import { noProvisionedConcurrencyConfig } from "../../concurrency-exceptions.ts";
import { operation } from "../operation.ts";
import { getProvisionedOwner, toProvisionedConfig } from "../provisioned-config.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html */
export const getProvisionedConcurrencyConfig = operation("GetProvisionedConcurrencyConfig", async (input, context) => {
  const { store, provisioned, account } = context;
  const { functionName, qualifier } = await getProvisionedOwner(input, store, account);
  const content = await store.records.concurrency.find({ functionName, qualifier });
  if (content === undefined) throw noProvisionedConcurrencyConfig();
  const record = { functionName, qualifier, content };
  return toProvisionedConfig(record, provisioned.stateOf(record));
});
