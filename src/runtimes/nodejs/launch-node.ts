import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LaunchPlan, LaunchSettings } from "../contract.ts";
import { canBeToldLater, managedEnvironment, withExecWrapper } from "../managed-environment.ts";

/** NODE_ENV means something to functions only. */
const READ_BY_NODE = /^(NODE_(?!ENV$)|UV_|ICU_)/;

/** Read by packages of the AWS SDK when they are loaded, which must then happen after they are told. */
const READ_BY_SDK = /^(AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA|AWS_LAMBDA_BENCHMARK_MODE|FORCE_COLOR|NO_COLOR)$/;
const SDK_PACKAGE = /^@aws-sdk\/(client|lib|credential-providers|s3|util-dynamodb)[a-z0-9-]*$/;

const GUEST_DIRECTORY = fileURLToPath(new URL("guest", import.meta.url));
/** What a restored runtime loads for fresh random numbers. */
const RESEED_LIBRARY = fileURLToPath(new URL("../../../build/lambkin-reseed", import.meta.url));
/** What a runtime with many invocations loads to tell their trace ids. */
const TRACE_ID_LIBRARY = fileURLToPath(new URL("../../../build/lambkin-trace-id", import.meta.url));

export interface NodeFiles {
  /** Holds `bin/node`. */
  readonly directory: string;
  /** Holds the AWS SDK's packages; undefined while it is not fetched. */
  readonly sdkDirectory: string | undefined;
}

/** How a function is started on Node.js: ours at the places where AWS's lie, `/var/lang` and `/var/runtime`. */
export const launchNode = (identifier: string, files: NodeFiles, settings: LaunchSettings): LaunchPlan => {
  const major = Number.parseInt(identifier.replace("nodejs", ""), 10);
  const arguments_ = [
    "--expose-gc",
    "--max-http-header-size=81920",
    ...heapArguments(settings),
    ...disabledFeatures(major, settings.environment["NODE_OPTIONS"] ?? ""),
  ];
  const node = ["/var/lang/bin/node", ...arguments_] as const;
  const canWait = canBeToldLater(settings, READ_BY_NODE);
  const preloads = canWait && canBeToldLater(settings, READ_BY_SDK) ? packagesOf(files, settings) : [];
  return {
    command: withExecWrapper([...node, "/var/runtime/guest/main.cjs"], settings),
    ...(canWait && { preparedCommand: [...node, "/var/runtime/guest/prepared.cjs", ...preloads] }),
    preloads,
    mounts: [
      { source: files.directory, target: "/var/lang" },
      { source: GUEST_DIRECTORY, target: "/var/runtime/guest" },
      { source: RESEED_LIBRARY, target: "/var/runtime/reseed.node" },
      { source: TRACE_ID_LIBRARY, target: "/var/runtime/trace-id.node" },
      ...(files.sdkDirectory === undefined
        ? []
        : [{ source: files.sdkDirectory, target: "/var/runtime/node_modules" }]),
    ],
    environment: {
      ...managedEnvironment(identifier),
      NODE_PATH: `/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
    },
  };
};

/** Packages that are there and are the SDK's own, in one order, so that what loads the same is of the same kind. */
const packagesOf = ({ sdkDirectory }: NodeFiles, { preload = [] }: LaunchSettings): readonly string[] =>
  sdkDirectory === undefined
    ? []
    : [...new Set(preload)].filter((name) => SDK_PACKAGE.test(name) && existsSync(join(sdkDirectory, name))).toSorted();

/**
 * PARITY: a tenth of the memory for young objects, the rest for old ones, in MiB, unless NODE_OPTIONS sets either.
 */
const heapArguments = ({ memoryMiB, environment }: LaunchSettings): string[] => {
  if (/--max[-_](semi|old)[-_]space[-_]size/.test(environment["NODE_OPTIONS"] ?? "")) return [];
  const youngMiB = Math.floor(memoryMiB / 10);
  return [`--max-semi-space-size=${Math.floor(youngMiB / 2)}`, `--max-old-space-size=${memoryMiB - youngMiB}`];
};

/**
 * PARITY: AWS turns these off while they are experimental, unless NODE_OPTIONS turns them on.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const disabledFeatures = (major: number, nodeOptions: string): string[] => {
  const features = major >= 24 ? [] : major >= 22 ? ["require-module", "detect-module"] : ["require-module"];
  return features
    .filter((feature) => !nodeOptions.includes(`--experimental-${feature}`))
    .map((feature) => `--no-experimental-${feature}`);
};
