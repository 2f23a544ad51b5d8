import { checkRuntimeFilter } from "../../model/layer-compatibility.ts";
import { layerArn } from "../../model/layer-reference.ts";
import { toListedLayerVersion } from "../layers/layer-output.ts";
import { operation } from "../operation.ts";
import { cutPage, fetchCount, startAfter } from "../page.ts";

/**
 * PARITY: a filter leaves out what says nothing of its runtimes or architectures.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html
 */
export const listLayers = operation("ListLayers", async (input, { store, account }) => {
  checkRuntimeFilter(input.CompatibleRuntime);
  const filter = { runtime: input.CompatibleRuntime, architecture: input.CompatibleArchitecture };
  const fetched = await store.layers.listLatest(filter, startAfter(input) ?? "", fetchCount(input));
  const { items, end } = cutPage(fetched, input, ({ layerName }) => layerName);
  return {
    Layers: items.map((version) => ({
      LayerName: version.layerName,
      LayerArn: layerArn(account, version.layerName),
      LatestMatchingVersion: toListedLayerVersion(version, account),
    })),
    ...end,
  };
});
