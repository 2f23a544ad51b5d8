import type { Account } from "../../../aws/account.ts";
import { OperatorError } from "../../../base/operator-error.ts";
import { invalidParameter } from "../exceptions.ts";
import type { FunctionSettings } from "../model/function-version.ts";
import { runtimeVersionArn } from "../model/runtime-version-arn.ts";
import type { RuntimeCatalog, RuntimeOnHost } from "./runtime-catalog.ts";

/**
 * Finds on this host the runtime that settings ask for, and notes its version with them.
 * @throws ServiceException InvalidParameterValueException, with the remedy, when the host does not have it: a
 * function is never run on another version in silence
 */
export const resolveRuntime = async (
  settings: FunctionSettings,
  runtimes: RuntimeCatalog,
  account: Account,
): Promise<FunctionSettings> => {
  const found = await findOnHost(settings.runtime ?? "", runtimes);
  if (found.kind === "missing") {
    throw invalidParameter(`This host has no runtime ${settings.runtime}: ${found.reason} ${found.remedy}`);
  }
  const RuntimeVersionArn = runtimeVersionArn(account, found.runtime.version);
  return { ...settings, other: { ...settings.other, RuntimeVersionConfig: { RuntimeVersionArn } } };
};

/** A runtime that could have been fetched and was not is missing too; whoever creates functions may mend that. */
const findOnHost = async (identifier: string, runtimes: RuntimeCatalog): Promise<RuntimeOnHost> => {
  try {
    return await runtimes.find(identifier);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { kind: "missing", reason: error.message, remedy: error.remedy };
  }
};
