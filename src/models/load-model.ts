import { readFileSync } from "node:fs";
import { OperatorError } from "../base/operator-error.ts";
import type { ModelFile } from "./model-file.ts";
import { resolveModel } from "./resolve-model.ts";
import type { ServiceModel } from "./service-model.ts";

const MODELS_DIRECTORY = new URL("../../models/", import.meta.url);

/**
 * Reads `models/<id>.json`. Blocks, and takes some milliseconds: call it at start-up only.
 * @throws OperatorError when the file is missing or broken
 */
export const loadModel = (id: string): ServiceModel => resolveModel(id, readModelFile(id));

const readModelFile = (id: string): ModelFile => {
  try {
    return JSON.parse(readFileSync(new URL(`${id}.json`, MODELS_DIRECTORY), "utf8")) as ModelFile;
  } catch (cause) {
    throw new OperatorError({
      code: "MODEL_UNREADABLE",
      message: `The model of ${id} cannot be read.`,
      remedy: "Restore the models folder from the release or run scripts/extract-models.ts.",
      cause,
    });
  }
};
