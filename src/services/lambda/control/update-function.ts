import type { Account } from "../../../aws/account.ts";
import { newRequestId } from "../../../base/ids.ts";
import {
  functionNotFound,
  functionNotReady,
  functionsOnly,
  revisionMismatch,
  updateInProgress,
} from "../exceptions.ts";
import { functionArn, LATEST, parseFunctionReference } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { LambdaDependencies } from "./operation.ts";

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
  const functionName = unqualifiedName(request, account);
  const current = await store.functions.find(functionName, LATEST);
  if (current === undefined) throw functionNotFound(functionArn(account, functionName));
  checkUpdatable(current, request, account);
  return current;
};

/**
 * Begins an update: durable as InProgress when this resolves, finished in the background. Until then invocations run
 * the function as it was.
 * @param change lays the update over the function, which may have changed since `getUpdatable`
 */
export const beginUpdate = async (
  request: UpdateRequest,
  dependencies: LambdaDependencies & { readonly account: Account },
  change: (current: FunctionVersion) => Pick<FunctionVersion, "settings" | "code">,
): Promise<FunctionVersion> => {
  const { store, directory, transitions, clock, account } = dependencies;
  const functionName = unqualifiedName(request, account);
  const updated = await store.functions.update(functionName, LATEST, (current) => {
    checkUpdatable(current, request, account);
    const next: FunctionVersion = {
      ...current,
      ...change(current),
      revisionId: newRequestId(),
      lastModifiedMs: clock.nowMs(),
      // PARITY: these are the words for an update too.
      lastUpdate: { value: "InProgress", reason: "The function is being created.", reasonCode: "Creating" },
    };
    directory.hold(current);
    return next;
  });
  if (updated === undefined) throw functionNotFound(functionArn(account, functionName));
  transitions.begin(updated);
  return updated;
};

const unqualifiedName = (request: UpdateRequest, account: Account): string => {
  const { functionName, qualifier } = parseFunctionReference(request.FunctionName, undefined, account);
  if (qualifier !== undefined && qualifier !== LATEST) throw functionsOnly();
  return functionName;
};

const checkUpdatable = (current: FunctionVersion, request: UpdateRequest, account: Account): void => {
  if (request.RevisionId !== undefined && request.RevisionId !== current.revisionId) throw revisionMismatch();
  if (current.state.value === "Pending") throw functionNotReady("Pending");
  if (current.lastUpdate.value === "InProgress") throw updateInProgress(functionArn(account, current.functionName));
};
