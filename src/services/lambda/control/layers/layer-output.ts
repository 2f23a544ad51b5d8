import type { Account } from "../../../../aws/account.ts";
import type {
  Architecture,
  GetLayerVersionResponse,
  LayerVersionsListItem,
  Runtime,
} from "../../../../models/generated/lambda.ts";
import { layerArn, layerVersionArn } from "../../model/layer-reference.ts";
import type { LayerVersion } from "../../model/layer-version.ts";
import { codeSha256, formatTime } from "../configuration.ts";

/**
 * A layer version as the API shows it alone.
 * @param location where its archive can be downloaded
 */
export const toLayerVersion = (version: LayerVersion, account: Account, location: string): GetLayerVersionResponse => ({
  Content: { Location: location, CodeSha256: codeSha256(version.content), CodeSize: version.content.sizeBytes },
  LayerArn: layerArn(account, version.layerName),
  ...toListedLayerVersion(version, account),
});

/** The same in lists. PARITY: an empty description is shown, everything else that is missing is not. */
export const toListedLayerVersion = (version: LayerVersion, account: Account): LayerVersionsListItem => ({
  LayerVersionArn: layerVersionArn(account, version),
  Version: version.version,
  Description: version.description,
  CreatedDate: formatTime(version.createdMs),
  CompatibleArchitectures: unlessEmpty(version.compatibleArchitectures) as readonly Architecture[] | undefined,
  CompatibleRuntimes: unlessEmpty(version.compatibleRuntimes) as readonly Runtime[] | undefined,
  LicenseInfo: version.licenseInfo,
});

const unlessEmpty = (values: readonly string[]): readonly string[] | undefined =>
  values.length === 0 ? undefined : values;
