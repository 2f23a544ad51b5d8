import type { Account } from "../../../aws/account.ts";
import type {
  FunctionEventInvokeConfig,
  PutFunctionEventInvokeConfigRequest,
} from "../../../models/generated/lambda.ts";
import { checkDestinations, readDestinations } from "../model/destinations.ts";
import {
  applyEventInvokeSettings,
  checkEventInvokeSettings,
  type EventInvokeConfig,
  toEventInvokeConfig,
} from "../model/event-invoke-config.ts";
import { LATEST, parseFunctionReference } from "../model/function-reference.ts";
import { eventInvokeFunctionNotFound } from "../record-exceptions.ts";
import type { RecordOwner } from "../store/function-record-store.ts";
import { checkDestinationPermissions } from "./check-deliveries.ts";
import { findVersion } from "./get-version.ts";
import type { LambdaDependencies } from "./operation.ts";

/** What an event invoke configuration is asked of, whether it exists or not. */
export const eventInvokeOwner = (
  request: { readonly FunctionName: string; readonly Qualifier?: string | undefined },
  account: Account,
): RecordOwner => {
  const { functionName, qualifier } = parseFunctionReference(request.FunctionName, request.Qualifier, account);
  return { functionName, qualifier: qualifier ?? LATEST };
};

/**
 * What Put and Update have in common.
 * @param base picks what the request is laid over, and may refuse
 */
export const writeEventInvokeConfig = async (
  request: PutFunctionEventInvokeConfigRequest,
  dependencies: LambdaDependencies & { readonly account: Account },
  base: (current: EventInvokeConfig | undefined, owner: RecordOwner) => EventInvokeConfig | undefined,
): Promise<FunctionEventInvokeConfig> => {
  const { store, clock, account } = dependencies;
  checkEventInvokeSettings(request);
  const owner = eventInvokeOwner(request, account);
  const version = await findVersion(owner, store);
  if (version === undefined) throw eventInvokeFunctionNotFound();
  if (request.DestinationConfig !== undefined) {
    const exists = async (name: string) => (await store.functions.find(name, LATEST)) !== undefined;
    await checkDestinations(request.DestinationConfig, owner.functionName, account, exists);
    await checkDestinationPermissions(readDestinations(request.DestinationConfig), version, dependencies);
  }
  const config = await store.records.eventInvokeConfigs.change(owner, (current) =>
    applyEventInvokeSettings(base(current, owner), request, clock.nowMs()),
  );
  if (config === undefined) throw eventInvokeFunctionNotFound();
  return toEventInvokeConfig(owner, config, account);
};
