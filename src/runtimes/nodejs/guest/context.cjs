"use strict";

/**
 * The same for all invocations: each look into the environment asks the C library. Undefined as long as the function is
 * not known, which a runtime that waits for one may be asked before.
 */
let ofEnvironment;

const readEnvironment = () => ({
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  /** PARITY: a string. */
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
});

const describeEnvironment = () => {
  const described = ofEnvironment ?? readEnvironment();
  if (described.functionName !== undefined) ofEnvironment = described;
  return described;
};

/**
 * The `context` argument, from the answer to `/invocation/next` and the environment.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
const createContext = (headers) => {
  const deadlineMs = headers.get("lambda-runtime-deadline-ms");
  return {
    ...describeEnvironment(),
    clientContext: parseHeader(headers.get("lambda-runtime-client-context"), "ClientContext"),
    identity: parseHeader(headers.get("lambda-runtime-cognito-identity"), "CognitoIdentity"),
    invokedFunctionArn: headers.get("lambda-runtime-invoked-function-arn"),
    awsRequestId: headers.get("lambda-runtime-aws-request-id"),
    tenantId: headers.get("lambda-runtime-aws-tenant-id"),
    getRemainingTimeInMillis: () => Number(deadlineMs) - Date.now(),
  };
};

/** The platform passes both as JSON text; the client context reached it in base64. */
const parseHeader = (text, name) => {
  if (text === undefined || text === "") return undefined;
  try {
    // Header bytes were read as Latin-1.
    return JSON.parse(Buffer.from(text, "latin1").toString());
  } catch (error) {
    throw new Error(`Cannot parse ${name} as json: ${String(error)}`, { cause: error });
  }
};

module.exports = { createContext };
