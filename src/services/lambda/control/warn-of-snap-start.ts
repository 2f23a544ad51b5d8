import type { Logger } from "../../../base/log.ts";
import { LATEST } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { wantsSnapshot } from "../model/snap-start.ts";

/** Tells the operator of a published version that was meant to start from a snapshot. Its owner reads it in `SnapStart`. */
export const warnOfSnapStart = ({ functionName, version, settings }: FunctionVersion, logger: Logger): void => {
  if (version === LATEST || !wantsSnapshot(settings)) return;
  logger.warn(
    { functionName, version },
    "published without a snapshot: this host cannot take any, and SnapStart is shown as Off",
  );
};
