import { capacityProviderInUse, capacityProviderNotFound } from "../../capacity-provider-exceptions.ts";
import { capacityProviderArn, toCapacityProvider } from "../../model/capacity-provider.ts";
import { functionArn } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteCapacityProvider.html */
export const deleteCapacityProvider = operation("DeleteCapacityProvider", async (input, { store, account }) => {
  const arn = capacityProviderArn(input.CapacityProviderName, account);
  const provider = await store.records.capacityProviders.find(arn);
  if (provider === undefined) throw capacityProviderNotFound(arn);
  const [user] = await store.versions.listByCapacityProvider(arn);
  if (user !== undefined) throw capacityProviderInUse(arn, functionArn(account, user.functionName, user.version));
  if (!(await store.records.capacityProviders.delete(arn))) throw capacityProviderNotFound(arn);
  return { CapacityProvider: toCapacityProvider(provider, "Deleting") };
});
