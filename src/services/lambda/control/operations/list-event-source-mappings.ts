import { toMappingConfiguration } from "../../model/event-source-mapping.ts";
import { functionArn, parseFunctionReference } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export const listEventSourceMappings = operation("ListEventSourceMappings", async (input, { store, account }) => {
  const reference = input.FunctionName && parseFunctionReference(input.FunctionName, undefined, account);
  const arn = reference ? functionArn(account, reference.functionName, reference.qualifier) : undefined;
  const mappings = (await store.records.eventSourceMappings.list(arn)).filter(
    ({ settings }) => input.EventSourceArn === undefined || settings["EventSourceArn"] === input.EventSourceArn,
  );
  const { items, end } = pageOf(mappings, input, ({ uuid }) => uuid);
  return { EventSourceMappings: items.map((mapping) => toMappingConfiguration(mapping, account)), ...end };
});
