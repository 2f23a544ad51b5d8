import type { Runtime, RuntimeAvailability, RuntimeFamily } from "../contract.ts";
import { findPython } from "./find-interpreters.ts";
import { launchPython, type PythonFiles } from "./launch-python.ts";

const IDENTIFIERS = ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"];

/** Python, as the host has it. */
export const pythonFamily = (): RuntimeFamily => {
  const found = new Map<string, Promise<RuntimeAvailability>>();
  return {
    name: "python",
    identifiers: IDENTIFIERS,
    find: (identifier) => {
      const known = found.get(identifier) ?? find(identifier);
      found.set(identifier, known);
      return known;
    },
    refresh: () => found.clear(),
  };
};

const find = async (identifier: string): Promise<RuntimeAvailability> => {
  const minor = identifier.replace("python", "");
  const interpreter = await findPython(minor);
  if (interpreter === undefined) {
    return {
      kind: "missing",
      reason: `there is no python${minor} on the search path, in /usr or in pyenv`,
      remedy: `Install Python ${minor}, for example with \`apt install python${minor}\` or \`pyenv install ${minor}\`.`,
    };
  }
  return { kind: "ready", runtime: pythonRuntime(identifier, { interpreter, sdkDirectory: undefined }) };
};

const pythonRuntime = (identifier: string, files: PythonFiles): Runtime => {
  const [major, minor, patch] = files.interpreter.version.split(".");
  return {
    identifier,
    version: `python:${major}.${minor}.v${patch}`,
    source: files.interpreter.executable,
    launch: (settings) => launchPython(identifier, files, settings),
  };
};
