import type { Account } from "../../../../aws/account.ts";
import type { FunctionCode, FunctionSettings } from "../../model/function-version.ts";
import { functionLayerNotFound, functionTooLarge, layersTooLarge } from "../../model/layer-exceptions.ts";
import { parseFunctionLayers } from "../../model/layers.ts";
import { MAX_UNZIPPED_BYTES } from "../../model/quotas.ts";
import type { LambdaStore } from "../../store/lambda-store.ts";
import type { CodeSizes } from "../code/code-sizes.ts";

/**
 * Looks up the layer versions that a request gives to a function.
 * @param requested ARNs; undefined leaves the layers as they are, deleted ones included
 * @throws ServiceException for what cannot be a list of layers, and for a version that is not there
 */
export const resolveLayers = async (
  settings: FunctionSettings,
  requested: readonly string[] | undefined,
  { store, account }: { readonly store: LambdaStore; readonly account: Account },
): Promise<FunctionSettings> => {
  if (requested === undefined) return settings;
  const layers = [];
  for (const { arn, ...reference } of parseFunctionLayers(requested, account)) {
    const found = await store.layers.find(reference);
    if (found === undefined) throw functionLayerNotFound(arn);
    layers.push({ arn, ...found.content });
  }
  return { ...settings, layers };
};

/** @throws ServiceException when code and layers are larger together than they may be */
export const checkFunctionSize = async (
  { layers }: FunctionSettings,
  { sha256 }: FunctionCode,
  sizes: CodeSizes,
): Promise<void> => {
  if (layers.length === 0) return;
  const layerBytes = layers.reduce((sum, { unzippedBytes }) => sum + unzippedBytes, 0);
  if (layerBytes > MAX_UNZIPPED_BYTES) throw layersTooLarge(MAX_UNZIPPED_BYTES);
  const totalBytes = layerBytes + (await sizes.unzippedBytes(sha256));
  if (totalBytes > MAX_UNZIPPED_BYTES) throw functionTooLarge(MAX_UNZIPPED_BYTES, totalBytes);
};
