import { ServiceException } from "../aws/service-exception.ts";
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
  return (...parameters) => {
    const input = orMalformed(malformedCode, () => parse(...parameters));
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
    if (!(cause instanceof MalformedInput)) throw cause;
    throw new ServiceException({ code, statusCode: 400, message: cause.message, cause });
  }
};
