/**
 * Brings AWS's service descriptions into the repository: `models/<service>.json` without prose, and the TypeScript
 * types and errors under `src/models/generated/`. `--check` changes nothing and fails when they differ from what the
 * pinned archive yields. To serve another service, add its name to SERVICES and run this once.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { resolveModel } from "../src/models/resolve-model.ts";
import { compactModel, formatModel } from "./extract-models/compact-model.ts";
import { generateTypes } from "./extract-models/generate-types.ts";
import { readModels } from "./extract-models/model-archive.ts";
import { supplementModel } from "./extract-models/supplement-model.ts";

const SERVICES = ["application-autoscaling", "cloudwatch", "iam", "kms", "lambda", "logs", "s3", "sts"];

const root = new URL("../", import.meta.url);

/** Every file to write, by its path in the repository. */
const generateFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>();
  for (const [id, received] of await readModels(SERVICES)) {
    const model = supplementModel(id, compactModel(received));
    files.set(`models/${id}.json`, formatModel(model));
    files.set(`src/models/generated/${id}.ts`, generateTypes(resolveModel(id, model)));
  }
  return files;
};

const readIfPresent = (path: string): string | undefined => {
  const url = new URL(path, root);
  return existsSync(url) ? readFileSync(url, "utf8") : undefined;
};

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const files = await generateFiles();
const changed = [...files].filter(([path, content]) => readIfPresent(path) !== content);

if (values.check) {
  for (const [path] of changed) console.error(`${path} is not what scripts/extract-models.ts generates`);
  process.exitCode = changed.length === 0 ? 0 : 1;
} else {
  for (const [path, content] of changed) writeFileSync(new URL(path, root), content);
  console.log(changed.length === 0 ? "nothing changed" : changed.map(([path]) => `wrote ${path}`).join("\n"));
}
