import { ServiceException } from "../aws/service-exception.ts";
import { newRequestId } from "../base/ids.ts";
import type { Operation, ServiceModel } from "../models/service-model.ts";
import { MalformedInput } from "./malformed-input.ts";
import { compileValidator } from "./validation/compile-validator.ts";
import { validationCode, validationException } from "./validation/validation-exception.ts";

/** Gives an operation's parser the checks every protocol makes: malformed input first, then all constraints at once. */
export const withChecks = <Parameters extends readonly unknown[]>(
  model: ServiceModel,
  operation: Operation,
  malformedCode: string,
  parse: (...parameters: Parameters) => object,
): ((...parameters: Parameters) => object) => {
  const validate = compileValidator(operation.input.shape);
  const code = validationCode(model);
  const tokens = operation.input.shape.members.filter(({ idempotencyToken }) => idempotencyToken);
  return (...parameters) => {
    const input = orMalformed(malformedCode, () => parse(...parameters)) as Record<string, unknown>;
    for (const { name } of tokens) input[name] ??= newRequestId();
    const violations: string[] = [];
    validate(input, "", violations);
    if (violations.length > 0) throw validationException(code, violations);
    return input;
  };
};

/** @throws ServiceException with this code where a codec throws MalformedInput */
export const orMalformed = <Result>(code: string, read: () => Result): Result => {
  try {
    return read();
  } catch (cause) {
    throw asServiceException(code, cause);
  }
};

/** What a caller is told instead of MalformedInput; anything else stays what it is. */
export const asServiceException = (code: string, cause: unknown): unknown =>
  cause instanceof MalformedInput
    ? new ServiceException({ code, statusCode: 400, message: cause.message, cause })
    : cause;
