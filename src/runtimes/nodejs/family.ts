import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PrepareOptions, Runtime, RuntimeAvailability, RuntimeFamily } from "../contract.ts";
import { FetchedDirectory } from "../fetch/fetched-directory.ts";
import { fetchNpmLock, fetchNpmPackage } from "../fetch/npm.ts";
import { launchNode } from "./launch-node.ts";

/** Exact versions, so that the same Lambkin runs functions on the same Node.js everywhere. */
const VERSIONS: ReadonlyMap<string, string> = new Map([
  ["nodejs26.x", "26.10.0"],
  ["nodejs24.x", "24.21.0"],
  ["nodejs22.x", "22.23.3"],
  ["nodejs20.x", "20.20.2"],
]);

/** Names the set of packages in `sdk/package-lock.json`; raised whenever that changes. */
const SDK_EDITION = "2026-11-23";
const SDK_PROJECT = fileURLToPath(new URL("sdk", import.meta.url));

/** Node.js as npm packages hold it, and the AWS SDK for JavaScript. */
export class NodejsFamily implements RuntimeFamily {
  readonly name = "nodejs";
  readonly identifiers: readonly string[] = [...VERSIONS.keys()];
  readonly #packageName: string;
  readonly #fetched: ReadonlyMap<string, FetchedDirectory>;
  readonly #sdk: FetchedDirectory;

  /** @param options.directory where fetched versions lie */
  constructor({ directory, architecture }: { readonly directory: string; readonly architecture: "x64" | "arm64" }) {
    const name = `node-linux-${architecture}`;
    this.#packageName = name;
    this.#fetched = new Map(
      [...VERSIONS].map(([identifier, version]) => [
        identifier,
        new FetchedDirectory(join(directory, `node-${version}-${architecture}`), (staging, options) => {
          options.onProgress?.(`Fetching Node.js ${version} from npm`);
          return fetchNpmPackage(staging, { name, version }, options);
        }),
      ]),
    );
    this.#sdk = new FetchedDirectory(join(directory, `aws-sdk-${SDK_EDITION}`), (staging, options) => {
      options.onProgress?.("Fetching the AWS SDK for JavaScript from npm");
      return fetchNpmLock(staging, SDK_PROJECT, options);
    });
  }

  find(identifier: string): Promise<RuntimeAvailability> {
    return Promise.resolve(this.#find(identifier));
  }

  async complete(_identifier: string, options: PrepareOptions): Promise<void> {
    await this.#sdk.ensure(options);
  }

  refresh(): void {
    // Nothing is remembered: looking is cheap.
  }

  #find(identifier: string): RuntimeAvailability {
    const version = VERSIONS.get(identifier);
    const fetched = this.#fetched.get(identifier);
    if (version === undefined || fetched === undefined) throw new RangeError(`${identifier} is not Node.js`);
    const directory = findOwnNode(this.#packageName, version) ?? (fetched.isPresent ? fetched.path : undefined);
    if (directory !== undefined) return { kind: "ready", runtime: this.#runtime(identifier, version, directory) };
    return {
      kind: "fetchable",
      version: versionOf(version),
      source: `npm, ${this.#packageName}@${version}`,
      fetch: async (options) => {
        await fetched.ensure(options);
        return this.#runtime(identifier, version, fetched.path);
      },
    };
  }

  #runtime(identifier: string, version: string, directory: string): Runtime {
    return {
      identifier,
      version: versionOf(version),
      source: directory,
      headStarts: { withCompiledCode: true },
      launch: (settings) => {
        const sdkDirectory = this.#sdk.isPresent ? this.#sdk.path : undefined;
        return launchNode(identifier, { directory, sdkDirectory }, settings);
      },
    };
  }
}

/** In AWS's form, which counts by minor version here. */
const versionOf = (version: string): string => {
  const [major, minor] = version.split(".");
  return `nodejs:${major}.v${minor}`;
};

/** The Node.js that Lambkin itself depends on, if it is the version asked for. */
const findOwnNode = (packageName: string, version: string): string | undefined => {
  const require = createRequire(import.meta.url);
  try {
    const description = require.resolve(`${packageName}/package.json`);
    return (require(description) as { version: string }).version === version ? dirname(description) : undefined;
  } catch {
    return undefined; // an optional dependency, left out on other architectures
  }
};
