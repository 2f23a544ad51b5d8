import { capacityProviderExists, foreignCapacityProvider } from "../../capacity-provider-exceptions.ts";
import {
  type CapacityProvider,
  capacityProviderArn,
  checkCapacityProviderSettings,
  newCapacityProviderSettings,
  toCapacityProvider,
} from "../../model/capacity-provider.ts";
import { checkTags } from "../../model/tags.ts";
import { operation } from "../operation.ts";

/**
 * LIMIT: a record without instances behind it. Functions that name it run on this host, as all others do.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateCapacityProvider.html
 */
export const createCapacityProvider = operation("CreateCapacityProvider", async (input, context) => {
  const { store, clock, account } = context;
  const settings = newCapacityProviderSettings(input);
  checkCapacityProviderSettings(settings);
  checkTags(input.Tags ?? {});
  const arn = capacityProviderArn(input.CapacityProviderName, account);
  if (!arn.startsWith(capacityProviderArn("", account))) throw foreignCapacityProvider(arn);
  const provider: CapacityProvider = { arn, settings, lastModifiedMs: clock.nowMs() };
  if (!(await store.records.capacityProviders.insert(provider, input.Tags ?? {}))) throw capacityProviderExists(arn);
  return { CapacityProvider: toCapacityProvider(provider, "Pending") };
});
