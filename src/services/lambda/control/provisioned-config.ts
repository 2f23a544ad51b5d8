import type { Account } from "../../../aws/account.ts";
import type { GetProvisionedConcurrencyConfigResponse } from "../../../models/generated/lambda.ts";
import {
  aliasOfProvisionedVersion,
  aliasOrVersionOnly,
  invalidProvisionedAlias,
  notProvisionable,
  versionOfProvisionedAlias,
  weightedAlias,
} from "../concurrency-exceptions.ts";
import type { ProvisionedState } from "../invoke/provisioned-concurrency.ts";
import type { ConcurrencyRecord } from "../model/concurrency.ts";
import { aliasVersions, type FunctionAlias } from "../model/function-alias.ts";
import { isVersion, LATEST, parseFunctionReference } from "../model/function-reference.ts";
import { startsFromSnapshot } from "../model/snap-start.ts";
import type { FunctionRecord, RecordOwner } from "../store/function-record-store.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import { getQualifiedFunction } from "./qualified-function.ts";

/** A configuration as the API shows it. */
export const toProvisionedConfig = (
  { content }: FunctionRecord<ConcurrencyRecord>,
  { requested, allocated, status, statusReason }: ProvisionedState,
): GetProvisionedConcurrencyConfigResponse => ({
  RequestedProvisionedConcurrentExecutions: requested,
  AvailableProvisionedConcurrentExecutions: allocated,
  AllocatedProvisionedConcurrentExecutions: allocated,
  Status: status,
  ...(statusReason === undefined ? {} : { StatusReason: statusReason }),
  // PARITY: to the second, unlike the time of a function.
  LastModified: new Date(content.lastModifiedMs).toISOString().replace(/\.\d+Z$/, "+0000"),
});

/**
 * The version or alias that a configuration is asked of, whether it has one or not.
 * @throws ServiceException when it is none, or not there
 */
export const getProvisionedOwner = async (
  request: { readonly FunctionName: string; readonly Qualifier: string },
  store: LambdaStore,
  account: Account,
): Promise<RecordOwner> => {
  if (request.Qualifier === LATEST) throw aliasOrVersionOnly();
  const reference = parseFunctionReference(request.FunctionName, request.Qualifier, account);
  return getQualifiedFunction(reference, store, account);
};

/**
 * A version can have one configuration: its own, or that of one alias.
 * @throws ServiceException when `owner` cannot be given one
 */
export const checkProvisionable = async (owner: RecordOwner, store: LambdaStore): Promise<void> => {
  const { functionName, qualifier } = owner;
  if (isVersion(qualifier)) {
    if ((await provisionedAliases(owner, qualifier, store)).length > 0) throw versionOfProvisionedAlias();
    return;
  }
  const alias = await store.aliases.find(functionName, qualifier);
  if (alias === undefined) return;
  if (alias.functionVersion === LATEST) throw notProvisionable();
  if (alias.additionalVersion !== undefined) throw weightedAlias();
  if (await isProvisionedOtherwise(alias, store)) throw aliasOfProvisionedVersion();
};

/** @throws ServiceException when an alias that has a configuration must not become like this */
export const checkProvisionedAlias = async (alias: FunctionAlias, store: LambdaStore): Promise<void> => {
  const config = await store.records.concurrency.find({ functionName: alias.functionName, qualifier: alias.name });
  if (config === undefined) return;
  if (alias.functionVersion === LATEST || (await isProvisionedOtherwise(alias, store))) throw invalidProvisionedAlias();
  const version = await store.functions.find(alias.functionName, alias.functionVersion);
  if (version !== undefined && startsFromSnapshot(version)) throw invalidProvisionedAlias();
};

const isProvisionedOtherwise = async (alias: FunctionAlias, store: LambdaStore): Promise<boolean> => {
  const owner = { functionName: alias.functionName, qualifier: alias.name };
  for (const version of aliasVersions(alias)) {
    const own = await store.records.concurrency.find({ functionName: alias.functionName, qualifier: version });
    if (own !== undefined || (await provisionedAliases(owner, version, store)).length > 0) return true;
  }
  return false;
};

/** Other aliases that have a configuration and run a version. */
const provisionedAliases = async (
  { functionName, qualifier }: RecordOwner,
  version: string,
  store: LambdaStore,
): Promise<readonly FunctionAlias[]> => {
  const records = await store.records.concurrency.list(functionName);
  const names = records.map((record) => record.qualifier).filter((name) => !isVersion(name) && name !== qualifier);
  const aliases = await Promise.all(names.map((name) => store.aliases.find(functionName, name)));
  return aliases.flatMap((alias) => (alias !== undefined && aliasVersions(alias).includes(version) ? [alias] : []));
};
