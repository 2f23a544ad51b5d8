import { toMappingConfiguration } from "../../model/event-source-mapping.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html */
export const deleteEventSourceMapping = operation("DeleteEventSourceMapping", async (input, { store, account }) => {
  const mapping = await store.records.eventSourceMappings.delete(input.UUID);
  if (mapping === undefined) throw noSuchResource();
  return toMappingConfiguration(mapping, account, "Deleting");
});
