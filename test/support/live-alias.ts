import { CreateAliasCommand, type LambdaClient, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { createNodeFunction } from "./functions.ts";

/** What of Application Auto Scaling's scales the provisioned concurrency of `createLiveAlias`'s alias. */
export const LIVE_ALIAS = {
  ServiceNamespace: "lambda",
  ResourceId: "function:service:live",
  ScalableDimension: "lambda:function:ProvisionedConcurrency",
} as const;

/** The alias `live` of version 1 of the function `service`. @param source of a CommonJS module */
export const createLiveAlias = async (lambda: LambdaClient, source: string): Promise<void> => {
  const FunctionName = "service";
  await createNodeFunction(lambda, FunctionName, source);
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
};
