import { ServiceException } from "../../aws/service-exception.ts";
import type { ServiceModel } from "../../models/service-model.ts";

/**
 * PARITY: services that grew up before AWS settled on a name kept their own.
 * Those of the query protocol say `ValidationError`.
 */
const OWN_CODES: Readonly<Record<string, string>> = { logs: "InvalidParameterException" };

/** The code under which a service reports violated constraints. */
export const validationCode = (model: ServiceModel): string => {
  const byProtocol = model.protocols.includes("query") ? "ValidationError" : "ValidationException";
  return OWN_CODES[model.endpointPrefix] ?? byProtocol;
};

/** Gathers all violations into the one error that AWS answers. */
export const validationException = (code: string, violations: readonly string[]): ServiceException =>
  new ServiceException({
    code,
    statusCode: 400,
    message: `${violations.length} validation error${violations.length === 1 ? "" : "s"} detected: ${violations.join("; ")}`,
  });
