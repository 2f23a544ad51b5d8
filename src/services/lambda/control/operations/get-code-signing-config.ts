import { toCodeSigningConfig } from "../../model/code-signing-config.ts";
import { codeSigningConfigUnknown } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetCodeSigningConfig.html */
export const getCodeSigningConfig = operation("GetCodeSigningConfig", async (input, { store }) => {
  const config = await store.records.codeSigningConfigs.find(input.CodeSigningConfigArn);
  if (config === undefined) throw codeSigningConfigUnknown(input.CodeSigningConfigArn);
  return { CodeSigningConfig: toCodeSigningConfig(config) };
});
