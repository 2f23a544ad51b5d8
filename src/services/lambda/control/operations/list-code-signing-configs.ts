import { toCodeSigningConfig } from "../../model/code-signing-config.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListCodeSigningConfigs.html */
export const listCodeSigningConfigs = operation("ListCodeSigningConfigs", async (input, { store }) => {
  const { items, end } = pageOf(await store.records.codeSigningConfigs.list(), input, ({ arn }) => arn);
  return { CodeSigningConfigs: items.map(toCodeSigningConfig), ...end };
});
