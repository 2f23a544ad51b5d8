export const handler = async (event, context) => {
  if (event.fail) throw new TypeError("asked to fail");
  console.log("invoked as", context.invokedFunctionArn);
  return { echo: event, requestId: context.awsRequestId, functionName: context.functionName };
};
