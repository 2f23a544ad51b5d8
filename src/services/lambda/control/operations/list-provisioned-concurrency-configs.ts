import { functionArn, LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { toProvisionedConfig } from "../provisioned-config.ts";
import { getQualifiedFunction } from "../qualified-function.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html */
export const listProvisionedConcurrencyConfigs = operation(
  "ListProvisionedConcurrencyConfigs",
  async (input, { store, provisioned, account }) => {
    const functionName = parseFunctionName(input.FunctionName, account);
    await getQualifiedFunction({ functionName, qualifier: undefined }, store, account);
    const records = await store.records.concurrency.list(functionName);
    const configs = records.filter(({ qualifier }) => qualifier !== LATEST);
    const { items, end } = pageOf(configs, input, ({ qualifier }) => qualifier);
    return {
      ProvisionedConcurrencyConfigs: items.map((record) => ({
        FunctionArn: functionArn(account, functionName, record.qualifier),
        ...toProvisionedConfig(record, provisioned.stateOf(record)),
      })),
      ...end,
    };
  },
);
