import type { LaunchSettings } from "./contract.ts";

/**
 * Variables that AWS sets for every managed runtime and that functions may override.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const managedEnvironment = (identifier: string): Record<string, string> => ({
  AWS_EXECUTION_ENV: `AWS_Lambda_${identifier}`,
  LANG: "en_US.UTF-8",
  LD_LIBRARY_PATH: "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
  PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
  TZ: ":UTC",
});

/** Read by the dynamic linker, the C library or OpenSSL when a program starts, and never again. */
const READ_AT_START = /^(LD_|LC_|LANG$|LANGUAGE$|LOCPATH$|NLSPATH$|GLIBC_|MALLOC_|GCONV_|OPENSSL_|SSL_)/;

/**
 * Whether a runtime can be started before it is told the function's variables.
 * @param readByRuntime the names of those that the runtime itself reads when it starts
 */
export const canBeToldLater = ({ environment }: LaunchSettings, readByRuntime: RegExp): boolean =>
  environment["AWS_LAMBDA_EXEC_WRAPPER"] === undefined &&
  !Object.keys(environment).some((name) => READ_AT_START.test(name) || readByRuntime.test(name));

/**
 * The command, started by the script that AWS_LAMBDA_EXEC_WRAPPER names, if any.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html
 */
export const withExecWrapper = (
  command: readonly [string, ...string[]],
  settings: LaunchSettings,
): readonly [string, ...string[]] => {
  const wrapper = settings.environment["AWS_LAMBDA_EXEC_WRAPPER"];
  return wrapper === undefined || wrapper === "" ? command : [wrapper, ...command];
};
