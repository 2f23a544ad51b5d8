import { functionArn } from "../../model/function-reference.ts";
import { codeSigningConfigUnknown } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../record-page.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionsByCodeSigningConfig.html */
export const listFunctionsByCodeSigningConfig = operation(
  "ListFunctionsByCodeSigningConfig",
  async (input, { store, account }) => {
    const { codeSigning, codeSigningConfigs } = store.records;
    const arn = input.CodeSigningConfigArn;
    if ((await codeSigningConfigs.find(arn)) === undefined) throw codeSigningConfigUnknown(arn);
    const { items, end } = pageOf(await codeSigning.listByLookup(arn), input, ({ functionName }) => functionName);
    return { FunctionArns: items.map(({ functionName }) => functionArn(account, functionName)), ...end };
  },
);
