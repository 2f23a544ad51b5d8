import type { SnapStart, SnapStartResponse } from "../../../models/generated/lambda.ts";
import { LATEST, LATEST_PUBLISHED } from "./function-reference.ts";
import type { FunctionSettings, FunctionVersion } from "./function-version.ts";

/** Whether versions that are published with these settings are to start from a snapshot. */
export const wantsSnapshot = ({ other }: FunctionSettings): boolean =>
  (other["SnapStart"] as SnapStart | undefined)?.ApplyOn === "PublishedVersions";

/** Whether this is such a version. PARITY: what is published for a capacity provider never is. */
export const startsFromSnapshot = ({ version, settings }: FunctionVersion): boolean =>
  version !== LATEST && version !== LATEST_PUBLISHED && wantsSnapshot(settings);

/**
 * Whether keeping and restoring its snapshot has a price: not in Java. PARITY: AWS has no Node.js with SnapStart; here it
 * costs what Python does.
 * @see https://aws.amazon.com/lambda/pricing/
 */
export const paysForSnapshot = ({ settings }: FunctionVersion): boolean =>
  settings.runtime !== undefined && !settings.runtime.startsWith("java");

/**
 * `On` where environments start from a snapshot.
 * PARITY: it is said before the snapshot is taken, too.
 */
export const snapStartResponse = (version: FunctionVersion): SnapStartResponse => ({
  ApplyOn: wantsSnapshot(version.settings) ? "PublishedVersions" : "None",
  OptimizationStatus: isOn(version) ? "On" : "Off",
});

const isOn = (version: FunctionVersion): boolean =>
  startsFromSnapshot(version) && (version.state.snapshotId !== undefined || version.state.awaitsSnapshot === true);
