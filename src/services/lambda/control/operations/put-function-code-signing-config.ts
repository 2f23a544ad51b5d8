import { codeSigningConfigNotFound, functionNotFound } from "../../exceptions.ts";
import { functionArn, LATEST, parseFunctionName } from "../../model/function-reference.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionCodeSigningConfig.html */
export const putFunctionCodeSigningConfig = operation("PutFunctionCodeSigningConfig", async (input, context) => {
  const { store, account } = context;
  const functionName = parseFunctionName(input.FunctionName, account);
  const codeSigningConfigArn = input.CodeSigningConfigArn;
  const { codeSigning, codeSigningConfigs } = store.records;
  if ((await codeSigningConfigs.find(codeSigningConfigArn)) === undefined) {
    throw codeSigningConfigNotFound(codeSigningConfigArn);
  }
  const owner = { functionName, qualifier: LATEST };
  const attached = await codeSigning.change(owner, () => ({ codeSigningConfigArn }));
  if (attached === undefined) throw functionNotFound(functionArn(account, functionName));
  return { CodeSigningConfigArn: codeSigningConfigArn, FunctionName: functionName };
});
