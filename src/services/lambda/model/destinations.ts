import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import type { DestinationConfig } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";
import { functionArn } from "./function-reference.ts";

/** Where records of asynchronous invocations go: ARNs. */
export interface Destinations {
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
}

/** Services that take records. */
const ON_SUCCESS: ReadonlySet<string> = new Set(["sqs", "sns", "lambda", "events"]);
const ON_FAILURE: ReadonlySet<string> = new Set([...ON_SUCCESS, "s3"]);

/** An empty text clears a destination. */
export const readDestinations = (config: DestinationConfig | undefined): Destinations => ({
  onSuccess: config?.OnSuccess?.Destination || undefined,
  onFailure: config?.OnFailure?.Destination || undefined,
});

/** PARITY: both members are always there, empty without a destination. */
export const toDestinationConfig = ({ onSuccess, onFailure }: Destinations): DestinationConfig => ({
  OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
  OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
});

/**
 * @param functionName whose records they would be
 * @param exists whether a function of this account does, by its ARN without qualifier
 * @throws ServiceException for the function itself, for functions that are not there, and for services that take none
 */
export const checkDestinations = async (
  config: DestinationConfig,
  functionName: string,
  account: Account,
  exists: (functionName: string) => Promise<boolean>,
): Promise<void> => {
  const { onSuccess, onFailure } = readDestinations(config);
  const isKnown = takesRecords(onSuccess, ON_SUCCESS) && takesRecords(onFailure, ON_FAILURE);
  if (!isKnown) {
    throw invalidParameter(`The provided destination config ${describe(config)} is invalid.`);
  }
  for (const destination of [onFailure, onSuccess]) {
    const target = destination === undefined ? undefined : ownFunctionName(destination, account);
    if (target === functionName) {
      throw invalidParameter("You can't specify the function as a destination for itself.");
    }
    if (target !== undefined && !(await exists(target))) {
      throw invalidParameter(`The destination ARN ${destination} is invalid.`);
    }
  }
};

const takesRecords = (destination: string | undefined, services: ReadonlySet<string>): boolean =>
  destination === undefined || services.has(findArn(destination)?.service ?? "");

/** LIMIT: functions of other accounts and regions, queues, topics and buses are taken unseen. */
const ownFunctionName = (destination: string, account: Account): string | undefined => {
  const prefix = functionArn(account, "");
  return destination.startsWith(prefix) ? destination.slice(prefix.length).split(":")[0] : undefined;
};

/** The configuration as AWS prints it in refusals. */
const describe = ({ OnSuccess, OnFailure }: DestinationConfig): string => {
  const onSuccess = OnSuccess && `OnSuccess(destination=${OnSuccess.Destination ?? null})`;
  const onFailure = OnFailure && `OnFailure(destination=${OnFailure.Destination ?? null})`;
  return `DestinationConfig(onSuccess=${onSuccess ?? null}, onFailure=${onFailure ?? null})`;
};
