import { invalidParameter } from "../exceptions.ts";

/**
 * Runtimes that a function may be created with, in the order in which AWS lists them when it refuses another one.
 * @see recorded answers, test/parity
 */
export const LISTED_RUNTIMES = [
  "nodejs20.x",
  "python3.14",
  "provided.al2023",
  "python3.12",
  "python3.13",
  "nodejs24.x",
  "nodejs22.x",
  "java25",
  "python3.10",
  "python3.11",
  "java21",
  "ruby3.3",
  "ruby3.4",
  "ruby3.2",
  "python3.8",
  "python3.9",
  "java17",
  "nodejs16.x",
  "dotnet10",
  "dotnet8",
  "java11",
  "dotnet6",
  "nodejs18.x",
  "provided.al2",
  "java8.al2",
] as const;

/** In the API model, and newer than the recorded list. */
const NEWER = ["nodejs26.x", "python3.15", "ruby4.0", "java8.al2023", "java11.al2023", "java17.al2023"] as const;

/** Runtimes that functions may be created with. */
const CREATABLE_RUNTIMES: ReadonlySet<string> = new Set([...LISTED_RUNTIMES, ...NEWER]);

/** Once known, now refused. */
const DEPRECATED: ReadonlySet<string> = new Set([
  "nodejs",
  "nodejs4.3",
  "nodejs4.3-edge",
  "nodejs6.10",
  "nodejs8.10",
  "nodejs10.x",
  "nodejs12.x",
  "nodejs14.x",
  "java8",
  "python2.7",
  "python3.6",
  "python3.7",
  "dotnetcore1.0",
  "dotnetcore2.0",
  "dotnetcore2.1",
  "dotnetcore3.1",
  "go1.x",
  "ruby2.5",
  "ruby2.7",
  "provided",
]);

/** Runtimes that layers may name: also the ones that functions had once. */
export const KNOWN_RUNTIMES: ReadonlySet<string> = new Set([...CREATABLE_RUNTIMES, ...DEPRECATED]);

/** SnapStart is for these. Beyond AWS, which has none for Node.js. */
const SNAP_START = [/^java(?!8)/, /^python3\.(1[2-9]|[2-9]\d)$/, /^dotnet(?!6|core)/, /^nodejs/];

/** @throws ServiceException for an identifier that AWS would refuse; whether this host has it is another question */
export const checkRuntimeIdentifier = (runtime: string): void => {
  if (DEPRECATED.has(runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
        "We recommend you use a supported runtime while creating or updating functions.",
    );
  }
  if (!CREATABLE_RUNTIMES.has(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${LISTED_RUNTIMES.join(", ")}] or be a valid ARN`,
    );
  }
};

export const supportsSnapStart = (runtime: string): boolean => SNAP_START.some((pattern) => pattern.test(runtime));
