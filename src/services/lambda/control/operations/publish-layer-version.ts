import type { PublishLayerVersionResponse } from "../../../../models/generated/lambda.ts";
import { checkCompatibility } from "../../model/layer-compatibility.ts";
import { parseLayerName } from "../../model/layer-reference.ts";
import { toLayerVersion } from "../layers/layer-output.ts";
import { operation } from "../operation.ts";

/**
 * Makes the layer, too, when this is its first version.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
 */
export const publishLayerVersion = operation("PublishLayerVersion", async (input, context) => {
  const { store, uploads, codeSizes, locations, clock, account, endpoint } = context;
  const layerName = parseLayerName(input.LayerName, "lambda:PublishLayerVersion", context);
  const compatibleRuntimes = input.CompatibleRuntimes ?? [];
  const compatibleArchitectures = input.CompatibleArchitectures ?? [];
  checkCompatibility(compatibleRuntimes, compatibleArchitectures);
  // Stored before the row that refers to it, and held until then: see CreateFunction.
  await using accepted = await uploads.accept(input.Content);
  const { sha256, sizeBytes } = accepted;
  const version = await store.layers.insert({
    layerName,
    description: input.Description ?? "",
    licenseInfo: input.LicenseInfo,
    compatibleRuntimes,
    compatibleArchitectures,
    createdMs: clock.nowMs(),
    content: { sha256, sizeBytes, unzippedBytes: await codeSizes.unzippedBytes(sha256) },
  });
  // PARITY: here, and only here, lists that were given empty are shown.
  return {
    ...toLayerVersion(version, account, locations.link(endpoint, sha256)),
    CompatibleRuntimes: input.CompatibleRuntimes as PublishLayerVersionResponse["CompatibleRuntimes"],
    CompatibleArchitectures: input.CompatibleArchitectures as PublishLayerVersionResponse["CompatibleArchitectures"],
  };
});
