import { layerVersionNotFound } from "../../model/layer-exceptions.ts";
import { layerVersionArn, parseLayerName } from "../../model/layer-reference.ts";
import { policyText } from "../../model/resource-policy.ts";
import { noPolicy } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html */
export const getLayerVersionPolicy = operation("GetLayerVersionPolicy", async (input, context) => {
  const { store, account } = context;
  const layerName = parseLayerName(input.LayerName, "lambda:GetLayerVersionPolicy", context);
  const reference = { layerName, version: input.VersionNumber };
  const version = await store.layers.find(reference);
  if (version === undefined) throw layerVersionNotFound(layerVersionArn(account, reference));
  if (version.policy === undefined) throw noPolicy();
  return { Policy: policyText(version.policy.document), RevisionId: version.policy.revisionId };
});
