import { parseLayerName } from "../../model/layer-reference.ts";
import { checkVersionNumber } from "../layers/stored-layer-version.ts";
import { operation } from "../operation.ts";

/**
 * Functions that have the version keep it; its archive goes with the last of them.
 * PARITY: deleting what is not there succeeds.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html
 */
export const deleteLayerVersion = operation("DeleteLayerVersion", async (input, context) => {
  const { store, clock } = context;
  const layerName = parseLayerName(input.LayerName, "lambda:DeleteLayerVersion", context);
  checkVersionNumber(input.VersionNumber);
  await store.layers.delete({ layerName, version: input.VersionNumber }, clock.nowMs());
});
