import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { zip } from "./zip.ts";

export const ROLE = "arn:aws:iam::000000000000:role/lambda-execution";

/** Creates a function and waits until it can be invoked. */
export const createFunction = async (
  lambda: LambdaClient,
  settings: Omit<CreateFunctionCommandInput, "Role"> & { readonly Role?: string | undefined },
): Promise<void> => {
  // For a host that has much else to do.
  await lambda.send(new CreateFunctionCommand({ Role: ROLE, Handler: "index.handler", Timeout: 60, ...settings }));
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 120, minDelay: 0.1, maxDelay: 1 },
    { FunctionName: settings.FunctionName },
  );
};

/** A Node function of one CommonJS file. */
export const createNodeFunction = async (
  lambda: LambdaClient,
  functionName: string,
  source: string,
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<void> => {
  const Code = { ZipFile: await zip({ "index.js": source }) };
  await createFunction(lambda, { FunctionName: functionName, Runtime: "nodejs24.x", Code, ...settings });
};

/** Whether a function has said something yet. Its log group comes with the first line. */
export const hasSaid = (logs: CloudWatchLogsClient, functionName: string, words: string): Promise<boolean> =>
  logs
    .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}`, filterPattern: `"${words}"` }))
    .then(
      ({ events = [] }) => events.length > 0,
      () => false,
    );

/** Text of a payload that a client answered. */
export const textOf = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();
