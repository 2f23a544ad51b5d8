import { policyNotFound } from "../exceptions.ts";
import { isOurs } from "../model/select.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeleteScalingPolicy.html */
export const deleteScalingPolicy = operation("DeleteScalingPolicy", async (input, { store, policyAlarms }) => {
  const { ResourceId, PolicyName } = input;
  if (!isOurs(input) || !(await store.deletePolicy(ResourceId, PolicyName))) throw policyNotFound(input, PolicyName);
  await policyAlarms.sync();
  return {};
});
