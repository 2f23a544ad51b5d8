import { OperatorError } from "../base/operator-error.ts";
import type {
  PrepareOptions,
  Runtime,
  RuntimeAvailability,
  RuntimeFamily,
  RuntimeListing,
  Runtimes,
} from "./contract.ts";
import { nodejsFamily } from "./nodejs/family.ts";
import { providedFamily } from "./provided/family.ts";
import { pythonFamily } from "./python/family.ts";

export interface RuntimesOptions {
  /** Where fetched runtimes lie; made when first needed. */
  readonly directory: string;
  readonly architecture: "x64" | "arm64";
}

/** Every runtime family of AWS Lambda, ready on this host or not. */
export const createRuntimes = ({ architecture }: RuntimesOptions): Runtimes =>
  new AllRuntimes([nodejsFamily({ architecture }), pythonFamily(), providedFamily()]);

class AllRuntimes implements Runtimes {
  readonly #families: readonly RuntimeFamily[];

  constructor(families: readonly RuntimeFamily[]) {
    this.#families = families;
  }

  find(identifier: string): Promise<RuntimeAvailability> {
    const family = this.#families.find((family) => family.identifiers.includes(identifier));
    if (family !== undefined) return family.find(identifier);
    return Promise.resolve({
      kind: "missing",
      reason: `${identifier} is not a runtime that Lambkin knows`,
      remedy: "Choose one that `lambkin runtimes` lists.",
    });
  }

  async prepare(identifier: string, options: PrepareOptions): Promise<Runtime> {
    const availability = await this.find(identifier);
    switch (availability.kind) {
      case "ready":
        return availability.runtime;
      case "fetchable":
        return availability.fetch(options);
      case "missing":
        throw new OperatorError({
          code: "RUNTIME_MISSING",
          message: `The runtime ${identifier} is not on this host: ${availability.reason}.`,
          remedy: availability.remedy,
        });
      default:
        return availability satisfies never;
    }
  }

  async list(): Promise<readonly RuntimeListing[]> {
    const listings = this.#families.flatMap((family) =>
      family.identifiers.map(async (identifier) => toListing(family.name, identifier, await family.find(identifier))),
    );
    return Promise.all(listings);
  }

  refresh(): void {
    for (const family of this.#families) family.refresh();
  }
}

const toListing = (
  family: RuntimeFamily["name"],
  identifier: string,
  availability: RuntimeAvailability,
): RuntimeListing => {
  switch (availability.kind) {
    case "ready": {
      const { version, source } = availability.runtime;
      return { identifier, family, status: "ready", version, source };
    }
    case "fetchable":
      return { identifier, family, status: "fetchable", source: availability.source };
    case "missing":
      return { identifier, family, status: "missing", reason: availability.reason, remedy: availability.remedy };
    default:
      return availability satisfies never;
  }
};
