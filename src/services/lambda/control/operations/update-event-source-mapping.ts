import { checkMappingSettings } from "../../model/check-event-source-mapping.ts";
import { type MappingState, toMappingConfiguration } from "../../model/event-source-mapping.ts";
import { applyMappingSettings } from "../../model/mapping-settings.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import { getMappingTarget } from "../event-source-mapping.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const updateEventSourceMapping = operation("UpdateEventSourceMapping", async (input, context) => {
  const { store, clock, account } = context;
  const { eventSourceMappings } = store.records;
  if ((await eventSourceMappings.find(input.UUID)) === undefined) throw noSuchResource();
  const target =
    input.FunctionName === undefined ? undefined : await getMappingTarget(input.FunctionName, store, account);
  let state: MappingState = "Updating";
  const updated = await eventSourceMappings.update(input.UUID, (current) => {
    const settings = applyMappingSettings(current.settings, input);
    checkMappingSettings(current.kind, input, settings);
    const isEnabled = input.Enabled ?? current.isEnabled;
    if (isEnabled !== current.isEnabled) state = isEnabled ? "Enabling" : "Disabling";
    return {
      ...current,
      settings,
      isEnabled,
      functionArn: target?.arn ?? current.functionArn,
      lastModifiedMs: clock.nowMs(),
    };
  });
  if (updated === undefined) throw noSuchResource();
  return toMappingConfiguration(updated, account, state);
});
