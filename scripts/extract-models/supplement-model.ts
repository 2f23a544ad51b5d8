import { existsSync, readFileSync } from "node:fs";
import type { ModelFile } from "../../src/models/model-file.ts";

const SUPPLEMENTS_DIRECTORY = new URL("../../models/supplements/", import.meta.url);

/**
 * Adds what `models/supplements/<id>.json` knows beyond the archive.
 * @throws when the archive has learned of it meanwhile, so that the supplement is taken away
 */
export const supplementModel = (id: string, model: ModelFile): ModelFile => {
  const url = new URL(`${id}.json`, SUPPLEMENTS_DIRECTORY);
  if (!existsSync(url)) return model;
  const supplement = JSON.parse(readFileSync(url, "utf8")) as Pick<ModelFile, "operations" | "shapes">;
  refuseKnown(id, Object.keys(supplement.operations), model.operations);
  refuseKnown(id, Object.keys(supplement.shapes), model.shapes);
  return {
    metadata: model.metadata,
    operations: { ...model.operations, ...supplement.operations },
    shapes: { ...model.shapes, ...supplement.shapes },
  };
};

const refuseKnown = (id: string, names: readonly string[], known: Readonly<Record<string, unknown>>): void => {
  const doubled = names.filter((name) => name in known);
  if (doubled.length > 0) {
    throw new Error(`models/supplements/${id}.json repeats what the archive has: ${doubled.join(", ")}`);
  }
};
