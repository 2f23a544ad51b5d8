import { functionArn } from "../../model/function-reference.ts";
import { noEventInvokeConfig } from "../../record-exceptions.ts";
import { writeEventInvokeConfig } from "../event-invoke-config.ts";
import { operation } from "../operation.ts";

/**
 * What the request does not name stays as it is.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html
 */
export const updateFunctionEventInvokeConfig = operation("UpdateFunctionEventInvokeConfig", (input, context) =>
  writeEventInvokeConfig(input, context, (current, { functionName, qualifier }) => {
    if (current === undefined) throw noEventInvokeConfig(functionArn(context.account, functionName, qualifier));
    return current;
  }),
);
