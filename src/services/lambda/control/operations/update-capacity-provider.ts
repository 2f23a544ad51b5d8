import { capacityProviderNotFound } from "../../capacity-provider-exceptions.ts";
import {
  applyCapacityProviderSettings,
  capacityProviderArn,
  checkCapacityProviderSettings,
  toCapacityProvider,
} from "../../model/capacity-provider.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateCapacityProvider.html */
export const updateCapacityProvider = operation("UpdateCapacityProvider", async (input, { store, clock, account }) => {
  const arn = capacityProviderArn(input.CapacityProviderName, account);
  const provider = await store.records.capacityProviders.update(arn, (current) => {
    const settings = applyCapacityProviderSettings(current.settings, input);
    checkCapacityProviderSettings(settings);
    return { ...current, settings, lastModifiedMs: clock.nowMs() };
  });
  if (provider === undefined) throw capacityProviderNotFound(arn);
  return { CapacityProvider: toCapacityProvider(provider) };
});
