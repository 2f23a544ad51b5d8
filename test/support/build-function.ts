import { createHash } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { access, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { installDirectory } from "../../src/runtimes/fetch/install-directory.ts";
import { FUNCTION_RECIPES, type FunctionRecipe } from "./function-recipes.ts";
import { filesIn, zipDirectory } from "./zip-directory.ts";

const SOURCES = join(import.meta.dirname, "../functions");
const CACHE = join(import.meta.dirname, "../../node_modules/.cache/lambkin-functions");

export type SampleFunction = keyof typeof FUNCTION_RECIPES;

export interface BuiltFunction {
  readonly zip: Uint8Array;
  /** The same, unpacked; not to be changed. */
  readonly directory: string;
  readonly runtime: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The deployment package of a sample function, built unless that was done before from the same sources. All of them
 * answer `{ echo, requestId, functionName }`, and fail with "asked to fail" when the event has `fail: true`.
 */
export const buildFunction = async (name: SampleFunction): Promise<BuiltFunction> => {
  const recipe: FunctionRecipe = FUNCTION_RECIPES[name];
  const cached = join(CACHE, `${name}-${await hashSources(name, recipe)}`);
  if (!existsSync(cached)) await buildAlone(cached, (staging) => build(name, recipe, staging));
  const { runtime, handler, environment = {} } = recipe;
  const zip = await readFile(join(cached, "function.zip"));
  return { zip, directory: join(cached, "output"), runtime, handler, environment };
};

/** Why a sample function cannot be built here, for `skip`; false when it can. */
export const cannotBuild = async (name: SampleFunction): Promise<string | false> => {
  const recipe: FunctionRecipe = FUNCTION_RECIPES[name];
  for (const tool of recipe.tools) if (!(await isOnPath(tool))) return `building ${name} needs ${tool}`;
  return false;
};

/** Test files run side by side and want the same functions: the others wait, since building takes minutes. */
const buildAlone = async (cached: string, fill: (staging: string) => Promise<string>): Promise<void> => {
  await mkdir(CACHE, { recursive: true });
  const lock = `${cached}.builder`;
  while (!(await takeLock(lock))) await setTimeout(200);
  try {
    if (!existsSync(cached)) await installDirectory(cached, fill);
  } finally {
    await rm(lock);
  }
};

/** The lock holds the number of the process that has it; one whose process is gone is free. */
const takeLock = async (lock: string): Promise<boolean> => {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const owner = await readFile(lock, "utf8").catch(() => "");
    if (owner !== "" && !existsSync(`/proc/${owner}`)) await rm(lock, { force: true });
    return false;
  }
};

const build = async (name: SampleFunction, recipe: FunctionRecipe, staging: string): Promise<string> => {
  const work = join(staging, "work");
  const product = join(staging, "product");
  const output = join(product, "output");
  await cp(join(SOURCES, recipe.sources ?? name), work, { recursive: true });
  await mkdir(output, { recursive: true });
  await recipe.build(work, output);
  await writeFile(join(product, "function.zip"), await zipDirectory(output));
  return product;
};

const hashSources = async (name: SampleFunction, recipe: FunctionRecipe): Promise<string> => {
  const hash = createHash("sha256").update(`${recipe.edition}\0${process.arch}\0`);
  const directory = join(SOURCES, recipe.sources ?? name);
  for (const file of await filesIn(directory)) hash.update(`${file}\0`).update(await readFile(join(directory, file)));
  return hash.digest("hex").slice(0, 16);
};

const isOnPath = async (tool: string): Promise<boolean> => {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, tool), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
};
