import { actionNotFound } from "../exceptions.ts";
import { isOurs } from "../model/select.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeleteScheduledAction.html */
export const deleteScheduledAction = operation("DeleteScheduledAction", async (input, { store }) => {
  const { ResourceId, ScheduledActionName } = input;
  if (isOurs(input) && (await store.deleteAction(ResourceId, ScheduledActionName))) return {};
  throw actionNotFound(input, ScheduledActionName);
});
