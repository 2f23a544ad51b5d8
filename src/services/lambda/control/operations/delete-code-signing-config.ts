import { codeSigningConfigInUse, codeSigningConfigUnknown } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteCodeSigningConfig.html */
export const deleteCodeSigningConfig = operation("DeleteCodeSigningConfig", async (input, { store }) => {
  const arn = input.CodeSigningConfigArn;
  const { codeSigning, codeSigningConfigs } = store.records;
  if ((await codeSigning.listByLookup(arn)).length > 0) throw codeSigningConfigInUse(arn);
  if (!(await codeSigningConfigs.delete(arn))) throw codeSigningConfigUnknown(arn);
  return {};
});
