import { checkRuntimeFilter } from "../../model/layer-compatibility.ts";
import { parseLayerName } from "../../model/layer-reference.ts";
import { toListedLayerVersion } from "../layers/layer-output.ts";
import { operation } from "../operation.ts";
import { cutPage, fetchCount, invalidMarker, startAfter } from "../page.ts";

/**
 * Newest first. PARITY: of a layer that is not there, an empty list.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html
 */
export const listLayerVersions = operation("ListLayerVersions", async (input, context) => {
  const { store, account } = context;
  const layerName = parseLayerName(input.LayerName, "lambda:ListLayerVersions", context);
  checkRuntimeFilter(input.CompatibleRuntime);
  const filter = { runtime: input.CompatibleRuntime, architecture: input.CompatibleArchitecture };
  const below = readVersionNumber(startAfter(input));
  const fetched = await store.layers.listVersions(layerName, filter, below, fetchCount(input));
  const { items, end } = cutPage(fetched, input, ({ version }) => String(version));
  return { LayerVersions: items.map((version) => toListedLayerVersion(version, account)), ...end };
});

/** @param key of a page; undefined at the start, above every version */
const readVersionNumber = (key: string | undefined): number => {
  if (key === undefined) return Number.MAX_SAFE_INTEGER;
  if (!/^\d{1,15}$/.test(key)) throw invalidMarker();
  return Number(key);
};
