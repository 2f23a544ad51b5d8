import { OperatorError } from "../base/operator-error.ts";
import { ServiceException } from "./service-exception.ts";

/** Whether what failed may succeed when it is tried again: not what the operator must mend, nor what was refused. */
export const isPassing = (error: unknown): boolean => {
  if (error instanceof OperatorError) return false;
  return !(error instanceof ServiceException) || error.fault === "server" || error.statusCode === 429;
};
