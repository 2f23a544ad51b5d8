import { parseLayerName } from "../../model/layer-reference.ts";
import { toLayerVersion } from "../layers/layer-output.ts";
import { checkVersionNumber, getStoredLayerVersion } from "../layers/stored-layer-version.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html */
export const getLayerVersion = operation("GetLayerVersion", async (input, context) => {
  const { store, locations, account, endpoint } = context;
  const layerName = parseLayerName(input.LayerName, "lambda:GetLayerVersion", context);
  checkVersionNumber(input.VersionNumber);
  const version = await getStoredLayerVersion({ layerName, version: input.VersionNumber }, store);
  return toLayerVersion(version, account, locations.link(endpoint, version.content.sha256));
});
