import type { LaunchPlan, LaunchSettings } from "../contract.ts";
import { canBeToldLater, managedEnvironment, withExecWrapper } from "../managed-environment.ts";
import type { PythonInterpreter } from "./find-interpreters.ts";

const READ_BY_PYTHON = /^PYTHON/;
/** Read by boto3 and what it needs when they are loaded, which must then happen after they are told. */
const READ_BY_BOTO3 = /^(HOME|APPENGINE_RUNTIME|BOTOCORE_.*)$/;

/** Under which scripts of layers look for the function's Python; the host's own /usr/bin may have another one. */
const NAMES = ["/var/lang/bin/python", "/var/lang/bin/python3"];

export interface PythonFiles {
  readonly interpreter: PythonInterpreter;
  readonly guestDirectory: string;
  /** Holds boto3 and what it needs; undefined while it is not fetched. */
  readonly sdkDirectory: string | undefined;
}

/**
 * How a function is started on Python. An interpreter from outside /usr appears at /var/lang, where AWS's lies, so
 * that nothing of the home directory it may come from is seen.
 */
export const launchPython = (identifier: string, files: PythonFiles, settings: LaunchSettings): LaunchPlan => {
  const { prefix, executable, isInUsr } = files.interpreter;
  const command = isInUsr ? executable : executable.replace(prefix, "/var/lang");
  const preloads = canPreload(files, settings) ? ["boto3"] : [];
  return {
    // -S: packages installed on the host are no part of the runtime.
    command: withExecWrapper([command, "-S", "/var/runtime/guest/main.py"], settings),
    ...(canBeToldLater(settings, READ_BY_PYTHON) && {
      preparedCommand: [command, "-S", "/var/runtime/guest/prepared.py", ...preloads],
    }),
    preloads,
    mounts: [
      { source: files.guestDirectory, target: "/var/runtime/guest" },
      ...(isInUsr
        ? NAMES.map((target) => ({ source: executable, target }))
        : [{ source: prefix, target: "/var/lang" }]),
      ...(files.sdkDirectory === undefined ? [] : [{ source: files.sdkDirectory, target: "/var/runtime/python" }]),
    ],
    environment: { ...managedEnvironment(identifier), PYTHONPATH: "/var/runtime" },
  };
};

const canPreload = ({ sdkDirectory }: PythonFiles, settings: LaunchSettings): boolean =>
  sdkDirectory !== undefined && settings.preload?.includes("boto3") === true && canBeToldLater(settings, READ_BY_BOTO3);
