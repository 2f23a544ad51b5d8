import { newRequestId } from "../../../../base/ids.ts";
import { checkMappingSettings, checkNewMapping, sourceOf } from "../../model/check-event-source-mapping.ts";
import { type EventSourceMapping, toMappingConfiguration } from "../../model/event-source-mapping.ts";
import { applyMappingSettings, defaultMappingSettings } from "../../model/mapping-settings.ts";
import { checkTags } from "../../model/tags.ts";
import { mappingExists } from "../../record-exceptions.ts";
import { getMappingTarget } from "../event-source-mapping.ts";
import { operation } from "../operation.ts";

/**
 * LIMIT: whether the event source exists, and whether the function's role may read it, is not looked at yet.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export const createEventSourceMapping = operation("CreateEventSourceMapping", async (input, context) => {
  const { store, clock, account } = context;
  const kind = sourceOf(input);
  checkNewMapping(kind, input);
  const uuid = newRequestId();
  const settings = applyMappingSettings(defaultMappingSettings(kind, uuid), input);
  checkMappingSettings(kind, input, settings);
  checkTags(input.Tags ?? {});
  const target = await getMappingTarget(input.FunctionName, store, account);
  const mapping: EventSourceMapping = {
    uuid,
    kind,
    functionArn: target.arn,
    isEnabled: input.Enabled ?? true,
    lastModifiedMs: clock.nowMs(),
    startingPositionTimestampMs: input.StartingPositionTimestamp?.getTime(),
    settings,
  };
  const outcome = await store.records.eventSourceMappings.insert(mapping, input.Tags ?? {});
  if (outcome.kind === "exists") throw mappingExists(outcome.mapping, target.functionName);
  return toMappingConfiguration(mapping, account, "Creating");
});
