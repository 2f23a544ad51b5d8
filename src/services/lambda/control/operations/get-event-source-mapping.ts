import { toMappingConfiguration } from "../../model/event-source-mapping.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
export const getEventSourceMapping = operation("GetEventSourceMapping", async (input, { store, account }) => {
  const mapping = await store.records.eventSourceMappings.find(input.UUID);
  if (mapping === undefined) throw noSuchResource();
  return toMappingConfiguration(mapping, account);
});
