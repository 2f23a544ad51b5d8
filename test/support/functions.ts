import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateFunctionCommand, type LambdaClient, waitUntilFunctionActiveV2 } from "@aws-sdk/client-lambda";
import { zip } from "./zip.ts";

export const ROLE = "arn:aws:iam::000000000000:role/lambda-execution";

/** Creates a Node function of one CommonJS file and waits until it can be invoked. */
export const createNodeFunction = async (
  lambda: LambdaClient,
  functionName: string,
  source: string,
  settings: Partial<ConstructorParameters<typeof CreateFunctionCommand>[0]> = {},
): Promise<void> => {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: functionName,
      Role: ROLE,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      // For a host that has much else to do.
      Timeout: 60,
      Code: { ZipFile: await zip({ "index.js": source }) },
      ...settings,
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { FunctionName: functionName },
  );
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
