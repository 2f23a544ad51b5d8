import type { Account } from "../../../aws/account.ts";
import type {
  FunctionEventInvokeConfig,
  PutFunctionEventInvokeConfigRequest,
} from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";
import { type Destinations, readDestinations, toDestinationConfig } from "./destinations.ts";
import { functionArn } from "./function-reference.ts";

/** How asynchronous invocations of a version or alias are retried, and where their records go. */
export interface EventInvokeConfig {
  readonly lastModifiedMs: number;
  readonly maximumRetryAttempts?: number | undefined;
  readonly maximumEventAgeSeconds?: number | undefined;
  readonly destinations: Destinations;
}

type Settings = Pick<
  PutFunctionEventInvokeConfigRequest,
  "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | "DestinationConfig"
>;

/** @throws ServiceException for a request that says nothing */
export const checkEventInvokeSettings = (request: Settings): void => {
  const given = request.MaximumRetryAttempts ?? request.MaximumEventAgeInSeconds ?? request.DestinationConfig;
  if (given !== undefined) return;
  throw invalidParameter("You must specify at least one of error handling or destination setting.");
};

/** Lays a request over what there is: nothing for Put, the configuration for Update. */
export const applyEventInvokeSettings = (
  current: EventInvokeConfig | undefined,
  request: Settings,
  lastModifiedMs: number,
): EventInvokeConfig => ({
  lastModifiedMs,
  maximumRetryAttempts: request.MaximumRetryAttempts ?? current?.maximumRetryAttempts,
  maximumEventAgeSeconds: request.MaximumEventAgeInSeconds ?? current?.maximumEventAgeSeconds,
  destinations:
    request.DestinationConfig === undefined
      ? (current?.destinations ?? {})
      : readDestinations(request.DestinationConfig),
});

/** PARITY: the ARN is always qualified, with `$LATEST` for the function itself. */
export const toEventInvokeConfig = (
  { functionName, qualifier }: { readonly functionName: string; readonly qualifier: string },
  config: EventInvokeConfig,
  account: Account,
): FunctionEventInvokeConfig => ({
  LastModified: new Date(config.lastModifiedMs),
  FunctionArn: functionArn(account, functionName, qualifier),
  MaximumRetryAttempts: config.maximumRetryAttempts,
  MaximumEventAgeInSeconds: config.maximumEventAgeSeconds,
  DestinationConfig: toDestinationConfig(config.destinations),
});
