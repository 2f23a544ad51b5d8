import type { SandboxSpec } from "../../../sandbox/contract.ts";
import type { FunctionLayer } from "../model/function-version.ts";
import type { CodeDirectories } from "./contract.ts";

/** Where layers are found. Source: Lambda's page on layer paths. */
const LAYER_ROOT = "/opt";

/**
 * Has every layer unpacked, in the order of the function.
 * @param held keeps the directories until it is disposed
 * @returns their paths
 */
export const acquireLayers = async (
  layers: readonly FunctionLayer[],
  codeDirectories: CodeDirectories,
  held: AsyncDisposableStack,
): Promise<readonly string[]> => {
  const paths: string[] = [];
  for (const layer of layers) paths.push(held.use(await codeDirectories.acquire(layer)).path);
  return paths;
};

/**
 * All layers merged. PARITY: they are laid over each other in the function's order, so of two files of one name the
 * later layer's is seen.
 */
export const layerMounts = (paths: readonly string[]): SandboxSpec["mounts"] => {
  // Layers with the same content are one directory, which can be merged only once: what lies on top hides the other.
  const [top, ...below] = new Set(paths.toReversed());
  return top === undefined ? [] : [{ sources: [top, ...below], target: LAYER_ROOT }];
};
