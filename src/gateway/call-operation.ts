import type { OperationContext } from "../aws/service.ts";
import { operationNotSupported } from "./exceptions.ts";
import type { Target } from "./served-service.ts";

/** @throws ServiceException for an operation that the service lists as unsupported */
export const checkSupported = ({ served, operation }: Target): void => {
  const reason = served.service.unsupported[operation.name];
  if (reason !== undefined) throw operationNotSupported(operation.name, reason);
};

/** Runs the handler. `checkServices` has made sure at start that there is one. */
export const callOperation = (
  { served, operation }: Target,
  input: object,
  context: OperationContext,
): Promise<object | undefined> => {
  const handler = served.service.operations[operation.name];
  if (handler === undefined) throw new Error(`${served.service.id} has no handler for ${operation.name}`);
  // The model has checked the input against the very shape that the handler's parameter is typed after.
  return handler(input as never, context);
};
