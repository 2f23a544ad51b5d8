/** What functions are told of themselves by `FunctionProcess`, and of an invocation by its caller. */

export const LOG_STREAM_NAME = "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef";

/** Name, version, memory, log group and stream, ARN and the request's id, as the context of a handler has them. */
export const contextOf = (requestId: string): readonly string[] => [
  "hello",
  "$LATEST",
  "256",
  "/aws/lambda/hello",
  LOG_STREAM_NAME,
  "arn:aws:lambda:us-east-1:000000000000:function:hello",
  requestId,
];

/** The headers of an invocation whose caller said all that a caller can say. */
export const CALLER_HEADERS = {
  "Lambda-Runtime-Client-Context": '{"custom":{"a":"b"},"client":{"app_title":"x"}}',
  "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
  "Lambda-Runtime-Aws-Tenant-Id": "blue",
} as const;

/** Client context, identity and tenant of `CALLER_HEADERS`, for languages that show them as they came. */
export const CALLER_CONTEXT = [
  { custom: { a: "b" }, client: { app_title: "x" } },
  { cognitoIdentityId: "id", cognitoIdentityPoolId: "pool" },
  "blue",
] as const;
