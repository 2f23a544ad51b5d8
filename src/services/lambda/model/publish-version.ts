import { newRequestId } from "../../../base/ids.ts";
import { LATEST_PUBLISHED } from "./function-reference.ts";
import { BEING_CREATED, type FunctionVersion, isReady } from "./function-version.ts";
import { startsFromSnapshot } from "./snap-start.ts";

/** `$LATEST` and what was published from it. */
export interface Publication {
  readonly latest: FunctionVersion;
  readonly version: FunctionVersion;
}

interface PublishOptions {
  /** Overrides the function's own. */
  readonly description?: string | undefined;
  /** Whether a version that is to start from a snapshot gets one. */
  readonly takesSnapshots: boolean;
}

/**
 * Freezes `$LATEST` under a number, or as `$LATEST.PUBLISHED`. What is ready to run stays so, unless a snapshot is to be
 * taken of it; what is still being prepared is prepared for either of them.
 * PARITY: publishing is a new revision of `$LATEST`, but no modification.
 */
export const publishVersion = (
  latest: FunctionVersion,
  number: string,
  { description, takesSnapshots }: PublishOptions,
): Publication => {
  const version: FunctionVersion = {
    ...latest,
    version: number,
    settings: { ...latest.settings, description: description ?? latest.settings.description },
    revisionId: newRequestId(),
    publishedAs: undefined,
  };
  return {
    latest: {
      ...latest,
      revisionId: newRequestId(),
      publishedAs: number === LATEST_PUBLISHED ? latest.publishedAs : number,
    },
    version: { ...version, ...beginningOf(version, takesSnapshots && startsFromSnapshot(version)) },
  };
};

const beginningOf = (
  version: FunctionVersion,
  awaitsSnapshot: boolean,
): Pick<FunctionVersion, "state" | "lastUpdate"> => {
  if (awaitsSnapshot) return { ...BEING_CREATED, state: { ...BEING_CREATED.state, awaitsSnapshot } };
  return isReady(version) ? { state: version.state, lastUpdate: version.lastUpdate } : BEING_CREATED;
};
