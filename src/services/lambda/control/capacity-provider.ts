import type { CapacityProviderConfig } from "../../../models/generated/lambda.ts";
import { capacityProviderNotFound } from "../capacity-provider-exceptions.ts";
import type { LambdaStore } from "../store/lambda-store.ts";

/** @throws ServiceException when a function is to have a capacity provider that is not there */
export const checkCapacityProvider = async (
  config: CapacityProviderConfig | undefined,
  { records }: Pick<LambdaStore, "records">,
): Promise<void> => {
  const arn = config?.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn;
  if (arn === undefined) return;
  if ((await records.capacityProviders.find(arn)) === undefined) throw capacityProviderNotFound(arn);
};
