import { parseLayerVersionArn } from "../../model/layer-reference.ts";
import { toLayerVersion } from "../layers/layer-output.ts";
import { getStoredLayerVersion } from "../layers/stored-layer-version.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html */
export const getLayerVersionByArn = operation("GetLayerVersionByArn", async (input, context) => {
  const { store, locations, account, endpoint } = context;
  const reference = parseLayerVersionArn(input.Arn, "lambda:GetLayerVersion", context);
  const version = await getStoredLayerVersion(reference, store);
  return toLayerVersion(version, account, locations.link(endpoint, version.content.sha256));
});
