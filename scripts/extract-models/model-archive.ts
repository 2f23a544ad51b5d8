import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { openPromise, type Entry, type ZipFile } from "yauzl";
import type { ModelFile } from "../../src/models/model-file.ts";

const packageDirectory = dirname(createRequire(import.meta.url).resolve("@aws-cdk/asset-awscli-v1/package.json"));

/** The AWS CLI as a zip, read in place. AWS's service descriptions lie in its `botocore/data`. */
export const awsCliArchivePath = join(packageDirectory, "lib", "layer.zip");

const MODEL_PATH = /^awscli\/awscli\/botocore\/data\/([^/]+)\/([^/]+)\/service-2\.json$/;

/**
 * Reads the newest description of each service, as AWS publishes it.
 * @throws when the archive has no description of one of them
 */
export const readModels = async (services: readonly string[]): Promise<ReadonlyMap<string, ModelFile>> => {
  const zip = await openPromise(awsCliArchivePath, { autoClose: false });
  try {
    const newest = await newestEntries(zip, services);
    const models = new Map<string, ModelFile>();
    for (const service of services) {
      const entry = newest.get(service)?.entry;
      if (entry === undefined) throw new Error(`no description of ${service} in ${awsCliArchivePath}`);
      models.set(service, JSON.parse((await readEntry(zip, entry)).toString()) as ModelFile);
    }
    return models;
  } finally {
    zip.close();
  }
};

interface DatedEntry {
  readonly apiVersion: string;
  readonly entry: Entry;
}

const newestEntries = async (zip: ZipFile, services: readonly string[]): Promise<Map<string, DatedEntry>> => {
  const newest = new Map<string, DatedEntry>();
  for await (const entry of zip.eachEntry()) {
    const [, service = "", apiVersion = ""] = MODEL_PATH.exec(entry.fileName) ?? [];
    if (services.includes(service) && apiVersion > (newest.get(service)?.apiVersion ?? "")) {
      newest.set(service, { apiVersion, entry });
    }
  }
  return newest;
};

const readEntry = async (zip: ZipFile, entry: Entry): Promise<Buffer> => buffer(await zip.openReadStreamPromise(entry));
