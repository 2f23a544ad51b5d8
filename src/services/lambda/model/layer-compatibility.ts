import { ServiceException } from "../../../aws/service-exception.ts";
import { validationError } from "../exceptions.ts";
import { KNOWN_RUNTIMES, LISTED_RUNTIMES } from "./runtime-identifiers.ts";

/**
 * Runtimes that lists of layers may be filtered by, in the order in which AWS lists them when it refuses another one.
 * @see recorded answers, test/parity
 */
const FILTERS = [
  "ruby3.5",
  "ruby2.6",
  "dotnetcore1.0",
  "python3.7",
  "nodejs8.10",
  "nasa",
  "ruby2.7",
  "python2.7-greengrass",
  "dotnetcore2.0",
  "python3.8",
  "java21",
  "dotnet6",
  "dotnetcore2.1",
  "python3.9",
  "java11",
  "nodejs6.10",
  "provided",
  "dotnetcore3.1",
  "dotnet8",
  "java25",
  "java17",
  "nodejs",
  "nodejs4.3",
  "java8.al2",
  "go1.x",
  "dotnet10",
  "nodejs20.x",
  "go1.9",
  "byol",
  "nodejs10.x",
  "provided.al2023",
  "nodejs22.x",
  "python3.10",
  "java8",
  "nodejs12.x",
  "python3.11",
  "nodejs24.x",
  "nodejs8.x",
  "python3.12",
  "nodejs14.x",
  "nodejs8.9",
  "nodejs26.x",
  "python3.13",
  "python3.14",
  "nodejs16.x",
  "python3.15",
  "provided.al2",
  "nodejs4.3-edge",
  "nodejs18.x",
  "ruby3.2",
  "python3.4",
  "ruby3.3",
  "ruby3.4",
  "ruby2.5",
  "python3.6",
  "python2.7",
] as const;

const ARCHITECTURES: ReadonlySet<string> = new Set(["x86_64", "arm64"]);

const FILTERABLE: ReadonlySet<string> = new Set([...FILTERS, ...KNOWN_RUNTIMES]);

/**
 * What a layer version says it works with.
 * PARITY: both lists are complained of together, runtimes first; runtimes that functions have no more are taken.
 * @throws ServiceException ValidationException
 */
export const checkCompatibility = (runtimes: readonly string[], architectures: readonly string[]): void => {
  const violations: string[] = [];
  if (!runtimes.every((runtime) => KNOWN_RUNTIMES.has(runtime))) {
    const constraint = `Member must satisfy enum value set: [${LISTED_RUNTIMES.join(", ")}]`;
    violations.push(violation(runtimes, "compatibleRuntimes", constraint));
  }
  if (!architectures.every((architecture) => ARCHITECTURES.has(architecture))) {
    const constraint =
      "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]";
    violations.push(violation(architectures, "compatibleArchitectures", constraint));
  }
  if (violations.length === 0) return;
  const count = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
  throw new ServiceException({
    code: "ValidationException",
    message: `${count} detected: ${violations.join("; ")}`,
    statusCode: 400,
  });
};

/** @throws ServiceException ValidationException */
export const checkRuntimeFilter = (runtime: string | undefined): void => {
  if (runtime === undefined || FILTERABLE.has(runtime)) return;
  throw validationError(
    `Value '${runtime}' at 'compatibleRuntime' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${FILTERS.join(", ")}]`,
  );
};

const violation = (values: readonly string[], path: string, constraint: string): string =>
  `Value '[${values.join(", ")}]' at '${path}' failed to satisfy constraint: ${constraint}`;
