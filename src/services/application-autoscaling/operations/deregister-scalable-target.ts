import { targetNotFound } from "../exceptions.ts";
import { isOurs } from "../model/select.ts";
import { operation } from "../operation.ts";

/**
 * Its policies with their alarms and its scheduled actions go with it; what is provisioned stays as it is.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeregisterScalableTarget.html
 */
export const deregisterScalableTarget = operation(
  "DeregisterScalableTarget",
  async (input, { store, policyAlarms }) => {
    if (!isOurs(input) || !(await store.deleteTarget(input.ResourceId))) throw targetNotFound(input);
    await policyAlarms.sync();
    return {};
  },
);
