import { join } from "node:path";
import type { PrepareOptions, Runtime, RuntimeAvailability, RuntimeFamily } from "../contract.ts";
import { FetchedDirectory } from "../fetch/fetched-directory.ts";
import { compileGuest, GUEST_DIRECTORY, hashGuest } from "./compile-guest.ts";
import { BOTO3_VERSION, fetchBoto3 } from "./fetch-boto3.ts";
import { findPython, type PythonInterpreter } from "./find-interpreters.ts";
import { compileWithPython, launchPython } from "./launch-python.ts";

/** One interpreter of the host and what is kept for it. */
interface Found {
  readonly interpreter: PythonInterpreter;
  readonly guest: FetchedDirectory;
  readonly sdk: FetchedDirectory;
}

/** Python as the host has it, and boto3. */
export class PythonFamily implements RuntimeFamily {
  readonly name = "python";
  readonly identifiers = [
    "python3.15",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
    "python3.9",
  ];
  readonly #directory: string;
  readonly #found = new Map<string, Promise<Found | undefined>>();

  /** @param options.directory where boto3 and compiled files lie */
  constructor({ directory }: { readonly directory: string }) {
    this.#directory = directory;
  }

  async find(identifier: string): Promise<RuntimeAvailability> {
    const found = await this.#look(identifier);
    if (found !== undefined) return { kind: "ready", runtime: toRuntime(identifier, found) };
    const minor = minorOf(identifier);
    return {
      kind: "missing",
      reason: `There is no python${minor} on the search path, in /usr or in pyenv.`,
      remedy: `Install Python ${minor}, for example with \`apt install python${minor}\` or \`pyenv install ${minor}\`.`,
    };
  }

  async complete(identifier: string, options: PrepareOptions): Promise<void> {
    const found = await this.#look(identifier);
    await found?.guest.ensure(options);
    await found?.sdk.ensure(options);
  }

  refresh(): void {
    this.#found.clear();
  }

  #look(identifier: string): Promise<Found | undefined> {
    const known = this.#found.get(identifier) ?? this.#describe(minorOf(identifier));
    this.#found.set(identifier, known);
    return known;
  }

  async #describe(minor: string): Promise<Found | undefined> {
    const interpreter = await findPython(minor);
    if (interpreter === undefined) return undefined;
    const guest = join(this.#directory, `guest-${await hashGuest()}-python${interpreter.version}`);
    const sdk = join(this.#directory, `boto3-${BOTO3_VERSION}-python${minor}`);
    return {
      interpreter,
      guest: new FetchedDirectory(guest, (staging, options) => compileGuest(staging, interpreter, options)),
      sdk: new FetchedDirectory(sdk, (staging, options) => fetchBoto3(staging, interpreter, options)),
    };
  }
}

const minorOf = (identifier: string): string => identifier.replace("python", "");

const toRuntime = (identifier: string, { interpreter, guest, sdk }: Found): Runtime => {
  const [major, minor, patch] = interpreter.version.split(".");
  const files = () => ({
    interpreter,
    guestDirectory: guest.isPresent ? guest.path : GUEST_DIRECTORY,
    sdkDirectory: sdk.isPresent ? sdk.path : undefined,
  });
  return {
    identifier,
    version: `python:${major}.${minor}.v${patch}`,
    source: interpreter.executable,
    headStarts: { withCompiledCode: false },
    launch: (settings) => launchPython(identifier, files(), settings),
    compilation: (root) => compileWithPython(files(), root),
  };
};
