import type { ServiceException } from "../aws/service-exception.ts";
import type { ServiceModel } from "../models/service-model.ts";

/** Whose fault an error is, in the query protocol's words. */
export const faultType = ({ fault }: Pick<ServiceException, "fault">): "Sender" | "Receiver" =>
  fault === "client" ? "Sender" : "Receiver";

/**
 * Tells clients of a service that once spoke the query protocol the code that they knew then.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-amzn-query-error
 */
export const queryErrorHeaders = (
  { awsQueryCompatible }: Pick<ServiceModel, "awsQueryCompatible">,
  error: ServiceException,
): Readonly<Record<string, string>> =>
  awsQueryCompatible ? { "x-amzn-query-error": `${error.code};${faultType(error)}` } : {};
