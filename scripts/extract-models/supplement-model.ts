import { existsSync, readFileSync } from "node:fs";
import type { ModelFile, ShapeReference } from "../../src/models/model-file.ts";

const SUPPLEMENTS_DIRECTORY = new URL("../../models/supplements/", import.meta.url);

/** What a supplement adds, and whose members it describes otherwise than the archive does. */
interface Supplement extends Pick<ModelFile, "operations" | "shapes"> {
  /** By structure and member. Only where AWS itself answers otherwise than its description says. */
  readonly members?: Readonly<Record<string, Readonly<Record<string, ShapeReference>>>>;
  /** Former names of operations that clients still know: on the wire they are their successors. */
  readonly superseded?: readonly string[];
}

/**
 * Adds what `models/supplements/<id>.json` knows beyond the archive.
 * @throws when the archive has learned of it meanwhile, so that the supplement is taken away
 */
export const supplementModel = (id: string, model: ModelFile): ModelFile => {
  const url = new URL(`${id}.json`, SUPPLEMENTS_DIRECTORY);
  if (!existsSync(url)) return model;
  const supplement = JSON.parse(readFileSync(url, "utf8")) as Supplement;
  refuseKnown(id, Object.keys(supplement.operations), model.operations);
  refuseKnown(id, Object.keys(supplement.shapes), model.shapes);
  const superseded = new Set(supplement.superseded);
  const kept = Object.entries(model.operations).filter(([name]) => !superseded.has(name));
  return {
    metadata: model.metadata,
    operations: { ...Object.fromEntries(kept), ...supplement.operations },
    shapes: { ...replaceMembers(id, model.shapes, supplement.members ?? {}), ...supplement.shapes },
  };
};

const replaceMembers = (
  id: string,
  shapes: ModelFile["shapes"],
  replacements: NonNullable<Supplement["members"]>,
): ModelFile["shapes"] => {
  const replaced = Object.entries(replacements).map(([name, members]) => {
    const shape = shapes[name];
    const unknown = Object.keys(members).filter((member) => shape?.members?.[member] === undefined);
    if (shape === undefined || unknown.length > 0) {
      throw new Error(`models/supplements/${id}.json changes ${name}, which has no ${unknown.join(", ")}`);
    }
    return [name, { ...shape, members: { ...shape.members, ...members } }] as const;
  });
  return { ...shapes, ...Object.fromEntries(replaced) };
};

const refuseKnown = (id: string, names: readonly string[], known: Readonly<Record<string, unknown>>): void => {
  const doubled = names.filter((name) => name in known);
  if (doubled.length > 0) {
    throw new Error(`models/supplements/${id}.json repeats what the archive has: ${doubled.join(", ")}`);
  }
};
