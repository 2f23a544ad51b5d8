import type { Account } from "../../../aws/account.ts";
import { newRequestId } from "../../../base/ids.ts";
import { functionNotFound, resourceNotReady, revisionMismatch, updateInProgress } from "../exceptions.ts";
import { functionArn, LATEST, parseFunctionName } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { publishVersion } from "../model/publish-version.ts";
import type { PublishSteps } from "../store/version-store.ts";
import type { LambdaDependencies } from "./operation.ts";
import { warnOfSnapStart } from "./warn-of-snap-start.ts";

/** What UpdateFunctionCode and UpdateFunctionConfiguration have in common: whom they change, and when they may. */
export interface UpdateRequest {
  readonly FunctionName: string;
  readonly RevisionId?: string | undefined;
}

/**
 * The function as it is, before anything costly is done for an update.
 * @throws ServiceException when there is no such function or it must not be updated now
 */
export const getUpdatable = async (
  request: UpdateRequest,
  { store, account }: Pick<LambdaDependencies, "store"> & { readonly account: Account },
): Promise<FunctionVersion> => {
  const functionName = parseFunctionName(request.FunctionName, account);
  const current = await store.functions.find(functionName, LATEST);
  if (current === undefined) throw functionNotFound(functionArn(account, functionName));
  checkUpdatable(current, request, account);
  return current;
};

/** Lays an update over a function, which may have changed since `getUpdatable`. */
type Change = (current: FunctionVersion) => Pick<FunctionVersion, "settings" | "code">;

type UpdateDependencies = LambdaDependencies & { readonly account: Account };

/**
 * Begins an update: durable as InProgress when this resolves, finished in the background. Until then invocations run
 * the function as it was.
 */
export const beginUpdate = async (
  request: UpdateRequest,
  dependencies: UpdateDependencies,
  change: Change,
): Promise<FunctionVersion> => {
  const { store, transitions, account } = dependencies;
  const functionName = parseFunctionName(request.FunctionName, account);
  const updated = await store.functions.update(functionName, LATEST, updating(request, dependencies, change));
  if (updated === undefined) throw functionNotFound(functionArn(account, functionName));
  transitions.begin(updated);
  return updated;
};

/** Begins an update, and in the same transaction publishes what comes of it. @returns the new version */
export const beginPublishedUpdate = async (
  request: UpdateRequest,
  dependencies: UpdateDependencies,
  change: Change,
  to: PublishSteps["to"],
): Promise<FunctionVersion> => {
  const { store, transitions, snapshots, logger, account } = dependencies;
  const functionName = parseFunctionName(request.FunctionName, account);
  const published = await store.versions.publish(functionName, {
    prepare: updating(request, dependencies, change),
    publish: (latest, number) => publishVersion(latest, number, { takesSnapshots: snapshots.isAvailable }),
    to,
  });
  if (published === undefined) throw functionNotFound(functionArn(account, functionName));
  transitions.begin(published.latest);
  transitions.begin(published.version);
  if (!snapshots.isAvailable) warnOfSnapStart(published.version, logger);
  return published.version;
};

/** The function as the update makes it; the function as it was goes on being invoked. */
const updating =
  (request: UpdateRequest, { directory, clock, account }: UpdateDependencies, change: Change) =>
  (current: FunctionVersion): FunctionVersion => {
    checkUpdatable(current, request, account);
    const next: FunctionVersion = {
      ...current,
      ...change(current),
      revisionId: newRequestId(),
      lastModifiedMs: clock.nowMs(),
      // PARITY: these are the words for an update too.
      lastUpdate: { value: "InProgress", reason: "The function is being created.", reasonCode: "Creating" },
      // PARITY: even an update that changes nothing makes a new version worth publishing.
      publishedAs: undefined,
    };
    directory.hold(current);
    return next;
  };

/** @throws ServiceException when the function is another one than the caller thinks, or is being changed already */
export const checkUpdatable = (current: FunctionVersion, request: UpdateRequest, account: Account): void => {
  if (request.RevisionId !== undefined && request.RevisionId !== current.revisionId) throw revisionMismatch();
  const arn = functionArn(account, current.functionName);
  if (current.state.value === "Pending") throw resourceNotReady(arn, current.state);
  if (current.lastUpdate.value === "InProgress") throw updateInProgress(arn);
};
