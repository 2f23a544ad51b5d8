import { LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { toConfiguration } from "../configuration.ts";
import { getVersion } from "../get-version.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction = operation("GetFunction", async (input, { store, locations, account, endpoint }) => {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  const version = await getVersion(reference, store, account);
  const tags = (await store.functions.findTags(reference.functionName)) ?? {};
  const owner = { functionName: reference.functionName, qualifier: LATEST };
  const reserved = await store.records.concurrency.find(owner);
  return {
    Configuration: toConfiguration(version, account, reference.qualifier),
    Code: {
      RepositoryType: "S3",
      Location: locations.link(endpoint, version.code.sha256),
      SourceKMSKeyArn: version.settings.other["SourceKMSKeyArn"] as string | undefined,
    },
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved.executions } }),
  };
});
