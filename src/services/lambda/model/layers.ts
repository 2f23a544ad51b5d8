import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import { layerOfOtherAccount, layersInOtherRegion, sameLayerTwice, tooManyLayers } from "./layer-exceptions.ts";
import type { LayerVersionReference } from "./layer-reference.ts";
import { MAX_LAYERS } from "./quotas.ts";

/**
 * Reads the list of layer versions that a function is to have, in its order. Whether they are there is not looked at.
 * @throws ServiceException
 */
export const parseFunctionLayers = (
  layerVersionArns: readonly string[],
  account: Account,
): readonly (LayerVersionReference & { readonly arn: string })[] => {
  if (layerVersionArns.length > MAX_LAYERS) throw tooManyLayers(MAX_LAYERS);
  const arnByName = new Map<string, string>();
  return layerVersionArns.map((arn) => {
    const { region, accountId, resource = "" } = findArn(arn) ?? {};
    if (region !== account.region) throw layersInOtherRegion(account.region);
    if (accountId !== account.accountId) throw layerOfOtherAccount(arn);
    const [, layerName = "", version = ""] = resource.split(":");
    const other = arnByName.get(layerName);
    if (other !== undefined) throw sameLayerTwice(other, arn);
    arnByName.set(layerName, arn);
    return { arn, layerName, version: Number(version) };
  });
};
