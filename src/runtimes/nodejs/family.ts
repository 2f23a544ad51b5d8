import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Runtime, RuntimeAvailability, RuntimeFamily } from "../contract.ts";
import { launchNode, type NodeFiles } from "./launch-node.ts";

/** Exact versions, so that the same Lambkin runs functions on the same Node.js everywhere. */
const VERSIONS: Readonly<Record<string, string>> = {
  "nodejs26.x": "26.10.0",
  "nodejs24.x": "24.21.0",
  "nodejs22.x": "22.23.3",
  "nodejs20.x": "20.20.2",
};

/** Node.js, as npm packages hold it. */
export const nodejsFamily = (options: { readonly architecture: "x64" | "arm64" }): RuntimeFamily => ({
  name: "nodejs",
  identifiers: Object.keys(VERSIONS),
  find: (identifier) => Promise.resolve(find(identifier, options.architecture)),
  refresh: () => {},
});

const find = (identifier: string, architecture: "x64" | "arm64"): RuntimeAvailability => {
  const version = VERSIONS[identifier];
  if (version !== undefined) {
    const directory = ownNode(architecture, version);
    if (directory !== undefined) {
      return { kind: "ready", runtime: nodeRuntime(identifier, version, { directory, sdkDirectory: undefined }) };
    }
  }
  return { kind: "missing", reason: `${identifier} is not here`, remedy: "Use nodejs24.x." };
};

/** The Node.js that Lambkin itself depends on, if it is the one asked for. */
const ownNode = (architecture: "x64" | "arm64", version: string): string | undefined => {
  const require = createRequire(import.meta.url);
  try {
    const description = require.resolve(`node-linux-${architecture}/package.json`);
    return (require(description) as { version: string }).version === version ? dirname(description) : undefined;
  } catch {
    return undefined; // an optional dependency
  }
};

const nodeRuntime = (identifier: string, version: string, files: NodeFiles): Runtime => {
  const [major, minor] = version.split(".");
  return {
    identifier,
    version: `nodejs:${major}.v${minor}`,
    source: files.directory,
    launch: (settings) => launchNode(identifier, files, settings),
  };
};
