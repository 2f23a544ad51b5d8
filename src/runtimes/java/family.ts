import { join } from "node:path";
import type { Runtime, RuntimeAvailability, RuntimeFamily } from "../contract.ts";
import { FetchedDirectory } from "../fetch/fetched-directory.ts";
import { fetchInterfaceClient, INTERFACE_CLIENT_VERSION } from "./fetch-interface-client.ts";
import { findJava, type JavaHome } from "./find-java.ts";
import { launchJava } from "./launch-java.ts";

export interface JavaFamilyOptions {
  /** Where the runtime interface client lies. */
  readonly directory: string;
  /** Without a slash at its end. */
  readonly mavenRepositoryUrl: string;
}

/** Java as the host has it, run by AWS's runtime interface client. */
export class JavaFamily implements RuntimeFamily {
  readonly name = "java";
  readonly identifiers = [
    "java25",
    "java21",
    "java17.al2023",
    "java17",
    "java11.al2023",
    "java11",
    "java8.al2023",
    "java8.al2",
  ];
  readonly #client: FetchedDirectory;
  readonly #homes = new Map<number, Promise<JavaHome | undefined>>();

  constructor({ directory, mavenRepositoryUrl }: JavaFamilyOptions) {
    const target = join(directory, `interface-client-${INTERFACE_CLIENT_VERSION}`);
    this.#client = new FetchedDirectory(target, (staging, options) =>
      fetchInterfaceClient(staging, mavenRepositoryUrl, options),
    );
  }

  async find(identifier: string): Promise<RuntimeAvailability> {
    const feature = featureOf(identifier);
    const home = await this.#home(feature);
    if (home === undefined) {
      return {
        kind: "missing",
        reason: `There is no Java ${feature} in JAVA_HOME, on the search path or in /usr/lib/jvm.`,
        remedy: `Install Java ${feature}, for example with \`apt install openjdk-${feature}-jre-headless\`.`,
      };
    }
    const runtime = this.#runtime(identifier, home);
    if (this.#client.isPresent) return { kind: "ready", runtime };
    return {
      kind: "fetchable",
      version: runtime.version,
      source: `${home.directory}, with AWS's runtime interface client from Maven`,
      fetch: async (options) => {
        await this.#client.ensure(options);
        return runtime;
      },
    };
  }

  refresh(): void {
    this.#homes.clear();
  }

  #home(feature: number): Promise<JavaHome | undefined> {
    const known = this.#homes.get(feature) ?? findJava(feature);
    this.#homes.set(feature, known);
    return known;
  }

  #runtime(identifier: string, home: JavaHome): Runtime {
    return {
      identifier,
      version: `java:${featureOf(identifier)}.v${Number.parseInt(home.version.split(/[._]/).at(-1) ?? "0", 10)}`,
      source: home.directory,
      launch: (settings) => launchJava(identifier, { home, clientDirectory: this.#client.path }, settings),
    };
  }
}

/** 17 of `java17.al2023`. */
const featureOf = (identifier: string): number => Number.parseInt(identifier.replace("java", ""), 10);
