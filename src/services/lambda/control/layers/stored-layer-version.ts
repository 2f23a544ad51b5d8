import { layerVersionBelowOne } from "../../model/layer-exceptions.ts";
import type { LayerVersionReference } from "../../model/layer-reference.ts";
import type { LayerVersion } from "../../model/layer-version.ts";
import { noSuchResource } from "../../record-exceptions.ts";
import type { LambdaStore } from "../../store/lambda-store.ts";

/** @throws ServiceException for a number that no version ever has */
export const checkVersionNumber = (version: number): void => {
  if (version < 1) throw layerVersionBelowOne();
};

/** @throws ServiceException ResourceNotFoundException, which does not say of what */
export const getStoredLayerVersion = async (
  reference: LayerVersionReference,
  store: LambdaStore,
): Promise<LayerVersion> => {
  const version = await store.layers.find(reference);
  if (version === undefined) throw noSuchResource();
  return version;
};
