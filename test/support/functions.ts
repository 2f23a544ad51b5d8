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
      Code: { ZipFile: await zip({ "index.js": source }) },
      ...settings,
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { FunctionName: functionName },
  );
};

/** Text of a payload that a client answered. */
export const textOf = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();
