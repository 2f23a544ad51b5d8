import { fileURLToPath } from "node:url";
import type { LaunchPlan, LaunchSettings, Runtime } from "../contract.ts";
import { canBeToldLater, managedEnvironment, withExecWrapper } from "../managed-environment.ts";
import type { PythonInterpreter } from "./find-interpreters.ts";

const READ_BY_PYTHON = /^PYTHON/;
/** Read by boto3 and what it needs when they are loaded, which must then happen after they are told. */
const READ_BY_BOTO3 = /^(HOME|APPENGINE_RUNTIME|BOTOCORE_.*)$/;

/** Under which scripts of layers look for the function's Python; the host's own /usr/bin may have another one. */
const NAMES = ["/var/lang/bin/python", "/var/lang/bin/python3"];

/** What a runtime with many invocations loads to tell their trace ids. */
const TRACE_ID_LIBRARY = fileURLToPath(new URL("../../../build/lambkin-trace-id", import.meta.url));

export interface PythonFiles {
  readonly interpreter: PythonInterpreter;
  readonly guestDirectory: string;
  /** Holds boto3 and what it needs; undefined while it is not fetched. */
  readonly sdkDirectory: string | undefined;
}

/** How the modules of a function's code, or of a layer's, are compiled. */
export const compileWithPython = (
  files: PythonFiles,
  root: "/var/task" | "/opt",
): ReturnType<NonNullable<Runtime["compilation"]>> => ({
  // -I: whatever lies in the tree is not imported. -W: what is odd about the code is told when it is loaded.
  command: [
    commandOf(files),
    "-I",
    "-S",
    "-W",
    "ignore",
    "/var/runtime/guest/compile.py",
    root,
    root === "/opt" ? "/opt/python" : root,
  ],
  environment: { LANG: "C.UTF-8" },
  mounts: interpreterMounts(files),
});

/**
 * How a function is started on Python. An interpreter from outside /usr appears at /var/lang, where AWS's lies, so
 * that nothing of the home directory it may come from is seen.
 */
export const launchPython = (identifier: string, files: PythonFiles, settings: LaunchSettings): LaunchPlan => {
  const command = commandOf(files);
  const canWait = canBeToldLater(settings, READ_BY_PYTHON);
  const preloads = canWait && canPreload(files, settings) ? ["boto3"] : [];
  return {
    // -S: packages installed on the host are no part of the runtime.
    command: withExecWrapper([command, "-S", "/var/runtime/guest/main.py"], settings),
    ...(canWait && {
      preparedCommand: [command, "-S", "/var/runtime/guest/prepared.py", ...preloads],
    }),
    preloads,
    mounts: [
      ...interpreterMounts(files),
      { source: TRACE_ID_LIBRARY, target: "/var/runtime/trace-id.so" },
      ...(files.sdkDirectory === undefined ? [] : [{ source: files.sdkDirectory, target: "/var/runtime/python" }]),
    ],
    environment: { ...managedEnvironment(identifier), PYTHONPATH: "/var/runtime" },
  };
};

const commandOf = ({ interpreter: { prefix, executable, isInUsr } }: PythonFiles): string =>
  isInUsr ? executable : executable.replace(prefix, "/var/lang");

const interpreterMounts = ({ interpreter, guestDirectory }: PythonFiles): LaunchPlan["mounts"] => [
  { source: guestDirectory, target: "/var/runtime/guest" },
  ...(interpreter.isInUsr
    ? NAMES.map((target) => ({ source: interpreter.executable, target }))
    : [{ source: interpreter.prefix, target: "/var/lang" }]),
];

const canPreload = ({ sdkDirectory }: PythonFiles, settings: LaunchSettings): boolean =>
  sdkDirectory !== undefined && settings.preload?.includes("boto3") === true && canBeToldLater(settings, READ_BY_BOTO3);
