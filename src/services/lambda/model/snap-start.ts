import type { SnapStart } from "../../../models/generated/lambda.ts";
import type { FunctionSettings } from "./function-version.ts";

/**
 * Whether versions that are published with these settings are to start from a snapshot.
 * LIMIT: none is ever taken (docs/snapstart.md), so their environments are initialized as all others are.
 */
export const wantsSnapshot = ({ other }: FunctionSettings): boolean =>
  (other["SnapStart"] as SnapStart | undefined)?.ApplyOn === "PublishedVersions";
