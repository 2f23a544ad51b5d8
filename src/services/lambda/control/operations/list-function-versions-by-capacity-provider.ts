import type { State } from "../../../../models/generated/lambda.ts";
import { capacityProviderNotFound } from "../../capacity-provider-exceptions.ts";
import { capacityProviderArn } from "../../model/capacity-provider.ts";
import { functionArn } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionVersionsByCapacityProvider.html */
export const listFunctionVersionsByCapacityProvider = operation(
  "ListFunctionVersionsByCapacityProvider",
  async (input, { store, account }) => {
    const arn = capacityProviderArn(input.CapacityProviderName, account);
    if ((await store.records.capacityProviders.find(arn)) === undefined) throw capacityProviderNotFound(arn);
    const versions = (await store.versions.listByCapacityProvider(arn)).map(({ functionName, version, state }) => ({
      FunctionArn: functionArn(account, functionName, version),
      State: state.value as State,
    }));
    const { items, end } = pageOf(versions, input, ({ FunctionArn }) => FunctionArn);
    return { CapacityProviderArn: arn, FunctionVersions: items, ...end };
  },
);
