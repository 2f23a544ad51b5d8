import { writeEventInvokeConfig } from "../event-invoke-config.ts";
import { operation } from "../operation.ts";

/**
 * What the request does not name is no longer set.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
 */
export const putFunctionEventInvokeConfig = operation("PutFunctionEventInvokeConfig", (input, context) =>
  writeEventInvokeConfig(input, context, () => undefined),
);
