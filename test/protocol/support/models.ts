import { readModels } from "../../../scripts/extract-models/model-archive.ts";
import { resolveModel } from "../../../src/models/resolve-model.ts";
import type { ServiceModel } from "../../../src/models/service-model.ts";

/** A service that is not served yet, straight from the archive that the committed models come from. */
export const archivedModel = async (id: string): Promise<ServiceModel> => {
  const file = (await readModels([id])).get(id);
  if (file === undefined) throw new Error(`no model of ${id}`);
  return resolveModel(id, file);
};

/** What every client under test is configured with besides its endpoint. */
export const CLIENT_SETTINGS = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  maxAttempts: 1,
};
