import type { LayerContent } from "./function-version.ts";
import type { ResourcePolicy } from "./resource-policy.ts";

/** One published version of a layer, as the store keeps it. Frozen but for its policy. */
export interface LayerVersion {
  readonly layerName: string;
  readonly version: number;
  readonly description: string;
  readonly licenseInfo: string | undefined;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  readonly createdMs: number;
  readonly content: LayerContent;
  readonly policy: ResourcePolicy | undefined;
}
