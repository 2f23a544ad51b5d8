import { newRequestId } from "../../../base/ids.ts";
import { LATEST_PUBLISHED } from "./function-reference.ts";
import { BEING_CREATED, type FunctionVersion, isReady } from "./function-version.ts";

/** `$LATEST` and what was published from it. */
export interface Publication {
  readonly latest: FunctionVersion;
  readonly version: FunctionVersion;
}

/**
 * Freezes `$LATEST` under a number, or as `$LATEST.PUBLISHED`. What is ready to run stays so; what is still being prepared is prepared for
 * either of them.
 * PARITY: publishing is a new revision of `$LATEST`, but no modification.
 * @param description overrides the function's own
 */
export const publishVersion = (latest: FunctionVersion, version: string, description?: string): Publication => ({
  latest: {
    ...latest,
    revisionId: newRequestId(),
    publishedAs: version === LATEST_PUBLISHED ? latest.publishedAs : version,
  },
  version: {
    ...latest,
    version,
    settings: { ...latest.settings, description: description ?? latest.settings.description },
    revisionId: newRequestId(),
    publishedAs: undefined,
    ...(isReady(latest) ? {} : BEING_CREATED),
  },
});
