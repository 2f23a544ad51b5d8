import { toCapacityProvider } from "../../model/capacity-provider.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListCapacityProviders.html */
export const listCapacityProviders = operation("ListCapacityProviders", async (input, { store }) => {
  const providers = await store.records.capacityProviders.list();
  // Every one is active: there is nothing that it could wait for, or fail on.
  const wanted = input.State === undefined || input.State === "Active" ? providers : [];
  const { items, end } = pageOf(wanted, input, ({ arn }) => arn);
  return { CapacityProviders: items.map((provider) => toCapacityProvider(provider)), ...end };
});
