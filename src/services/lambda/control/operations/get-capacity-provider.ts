import { capacityProviderNotFound } from "../../capacity-provider-exceptions.ts";
import { capacityProviderArn, toCapacityProvider } from "../../model/capacity-provider.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetCapacityProvider.html */
export const getCapacityProvider = operation("GetCapacityProvider", async (input, { store, account }) => {
  const arn = capacityProviderArn(input.CapacityProviderName, account);
  const provider = await store.records.capacityProviders.find(arn);
  if (provider === undefined) throw capacityProviderNotFound(arn);
  return { CapacityProvider: toCapacityProvider(provider) };
});
