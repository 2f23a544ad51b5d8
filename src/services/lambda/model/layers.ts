import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import { invalidParameter, notSupportedYet } from "../exceptions.ts";
import { MAX_LAYERS } from "./quotas.ts";

/**
 * Checks a list of layer versions as AWS does. None can be published here yet, so none is found; the ones of other
 * accounts may well exist, and are not supported.
 * @throws ServiceException for every list that is not empty
 */
export const checkLayers = (layerVersionArns: readonly string[], { region, accountId }: Account): void => {
  if (layerVersionArns.length > MAX_LAYERS) throw invalidParameter(`Cannot reference more than ${MAX_LAYERS} layers.`);
  const versionByLayer = new Map<string, string>();
  for (const arn of layerVersionArns) {
    if (findArn(arn)?.region !== region) {
      throw invalidParameter(
        `Layers are not in the same region as the function. Layers are expected to be in region ${region}.`,
      );
    }
    const layer = arn.slice(0, arn.lastIndexOf(":"));
    const other = versionByLayer.get(layer);
    if (other !== undefined) {
      throw invalidParameter(
        "Two different versions of the same layer are not allowed to be referenced in the same function. " +
          `${other} and ${arn} are versions of the same layer.`,
      );
    }
    versionByLayer.set(layer, arn);
  }
  for (const arn of layerVersionArns) {
    if (findArn(arn)?.accountId === accountId) throw invalidParameter(`Layer version ${arn} does not exist.`);
    throw notSupportedYet("Layers of other accounts are");
  }
};
