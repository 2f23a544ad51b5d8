import {
  CreateAliasCommand,
  type LambdaClient,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { extensionProgram } from "../../test/invoke/extension-program.ts";
import { createPublicUrl } from "../../test/support/function-url.ts";
import { createNodeFunction } from "../../test/support/functions.ts";
import { zip } from "../../test/support/zip.ts";

const ACCOUNT_ARN = "arn:aws:lambda:us-east-1:000000000000:function";
/** A busy machine is slow, which must not look like a failure of the function. */
const PATIENT = { Timeout: 60 };

export const GREETING = `exports.handler = async () => ({ greeting: "hello" });`;

const PAUSING = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 200, "done"));`;
const FAILING = `exports.handler = async () => { throw new Error("on purpose"); };`;
const ENDLESS = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000));`;
const EXITING = `exports.handler = async () => process.exit(7);`;
const GREEDY = `exports.handler = async () => { const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1)); };`;
const STREAMING = `
const { setTimeout: pause } = require("node:timers/promises");
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  for (let n = 0; n < 20; n += 1) { stream.write("x".repeat(16384)); await pause(5); }
  stream.end("end");
});`;

export const BUCKET = "soaked";

/** What the URLs of functions are told by: the first label of their host. */
export interface UrlIds {
  readonly buffered: string;
  readonly streamed: string;
}

/** Creates every function that the loads use, one for each way in which an invocation can go. */
export const createFunctions = async (lambda: LambdaClient, s3: S3Client): Promise<UrlIds> => {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await createNodeFunction(lambda, "greet", GREETING, PATIENT);
  await createNodeFunction(lambda, "fail", FAILING, PATIENT);
  await createNodeFunction(lambda, "time-out", ENDLESS, { Timeout: 1 });
  await createNodeFunction(lambda, "exit", EXITING, PATIENT);
  await createNodeFunction(lambda, "greedy", GREEDY, PATIENT);
  await createNodeFunction(lambda, "pause", PAUSING, PATIENT);
  await createNodeFunction(lambda, "stream", STREAMING, PATIENT);
  await createNarrowFunction(lambda);
  await createEventFunctions(lambda);
  await createVersionedFunction(lambda, "change");
  await createVersionedFunction(lambda, "provisioned");
  await createExtendedFunction(lambda);
  return {
    buffered: idOf(await createPublicUrl(lambda, "greet")),
    streamed: idOf(await createPublicUrl(lambda, "stream", { InvokeMode: "RESPONSE_STREAM" })),
  };
};

const idOf = (url: string): string => new URL(url).hostname.split(".")[0] ?? "";

/** One at a time: everybody else is throttled. */
const createNarrowFunction = async (lambda: LambdaClient): Promise<void> => {
  await createNodeFunction(lambda, "narrow", PAUSING, PATIENT);
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "narrow", ReservedConcurrentExecutions: 1 }));
};

/** `relay` succeeds and tells `sink`, which fails and tells `grave`. `stubborn` fails twice, a minute apart. */
const createEventFunctions = async (lambda: LambdaClient): Promise<void> => {
  await createNodeFunction(lambda, "relay", GREETING, PATIENT);
  await createNodeFunction(lambda, "sink", FAILING, PATIENT);
  await createNodeFunction(lambda, "grave", GREETING, PATIENT);
  await createNodeFunction(lambda, "stubborn", FAILING, PATIENT);
  const settings = [
    { FunctionName: "relay", DestinationConfig: { OnSuccess: { Destination: `${ACCOUNT_ARN}:sink` } } },
    {
      FunctionName: "sink",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: `${ACCOUNT_ARN}:grave` } },
    },
    { FunctionName: "stubborn", MaximumRetryAttempts: 1 },
  ];
  for (const one of settings) await lambda.send(new PutFunctionEventInvokeConfigCommand(one));
};

/** Invoked by its alias `live`. */
const createVersionedFunction = async (lambda: LambdaClient, FunctionName: string): Promise<void> => {
  await createNodeFunction(lambda, FunctionName, GREETING, PATIENT);
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
};

const createExtendedFunction = async (lambda: LambdaClient): Promise<void> => {
  const program = extensionProgram({ name: "observer" });
  const { LayerVersionArn } = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "observer",
      Content: { ZipFile: await zip({ "extensions/observer": program }, { "extensions/observer": 0o100755 }) },
    }),
  );
  await createNodeFunction(lambda, "extended", GREETING, { ...PATIENT, Layers: [LayerVersionArn ?? ""] });
};
