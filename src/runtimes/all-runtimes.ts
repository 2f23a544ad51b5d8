import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { OperatorError } from "../base/operator-error.ts";
import type {
  PrepareOptions,
  Runtime,
  RuntimeAvailability,
  RuntimeFamily,
  RuntimeListing,
  Runtimes,
} from "./contract.ts";
import { JavaFamily } from "./java/family.ts";
import { NodejsFamily } from "./nodejs/family.ts";
import { providedFamily } from "./provided/family.ts";
import { PythonFamily } from "./python/family.ts";
import { RubyFamily } from "./ruby/family.ts";
import { dotnetFamily, retiredReplacement } from "./unavailable-runtimes.ts";

export interface RuntimesOptions {
  /** Where fetched runtimes lie; made when first needed. */
  readonly directory: string;
  readonly architecture: "x64" | "arm64";
  readonly clock: Clock;
  /** Where AWS's client for Java comes from; Maven Central unless the operator has one of their own. */
  readonly mavenRepositoryUrl?: string;
}

const MAVEN_CENTRAL = "https://repo.maven.apache.org/maven2";

/** How long after a failed attempt the SDK is not asked for again, so that a host without network does not wait. */
const SDK_RETRY_MS = 5 * 60_000;

/** Every runtime family of AWS Lambda, ready on this host or not. */
export const createRuntimes = ({
  directory,
  architecture,
  clock,
  mavenRepositoryUrl = MAVEN_CENTRAL,
}: RuntimesOptions): Runtimes =>
  new AllRuntimes(
    [
      new NodejsFamily({ directory: join(directory, "nodejs"), architecture }),
      new PythonFamily({ directory: join(directory, "python") }),
      new JavaFamily({ directory: join(directory, "java"), mavenRepositoryUrl }),
      new RubyFamily(),
      dotnetFamily(),
      providedFamily(),
    ],
    clock,
  );

/** Exported for tests, which bring families of their own. */
export class AllRuntimes implements Runtimes {
  readonly #families: readonly RuntimeFamily[];
  readonly #clock: Clock;
  readonly #retryAtMs = new Map<string, number>();

  constructor(families: readonly RuntimeFamily[], clock: Clock) {
    this.#families = families;
    this.#clock = clock;
  }

  find(identifier: string): Promise<RuntimeAvailability> {
    const family = this.#family(identifier);
    if (family !== undefined) return family.find(identifier);
    const replacement = retiredReplacement(identifier);
    return Promise.resolve({
      kind: "missing",
      reason: replacement === undefined ? "AWS Lambda has no runtime of that name." : "AWS has retired it.",
      remedy: replacement === undefined ? "Choose one that `lambkin runtimes` lists." : `Use ${replacement}.`,
    });
  }

  async prepare(identifier: string, options: PrepareOptions): Promise<Runtime> {
    const runtime = await this.#get(identifier, options);
    await this.#complete(identifier, options);
    return runtime;
  }

  #family(identifier: string): RuntimeFamily | undefined {
    return this.#families.find((family) => family.identifiers.includes(identifier));
  }

  async #get(identifier: string, options: PrepareOptions): Promise<Runtime> {
    const availability = await this.find(identifier);
    switch (availability.kind) {
      case "ready":
        return availability.runtime;
      case "fetchable":
        return availability.fetch(options);
      case "missing":
        throw new OperatorError({
          code: "RUNTIME_MISSING",
          message: `The runtime ${identifier} is not on this host. ${availability.reason}`,
          remedy: availability.remedy,
        });
      default:
        return availability satisfies never;
    }
  }

  /** Most functions need no SDK, so going without is better than not running them. */
  async #complete(identifier: string, options: PrepareOptions): Promise<void> {
    if (this.#clock.monotonicMs() < (this.#retryAtMs.get(identifier) ?? Number.NEGATIVE_INFINITY)) return;
    try {
      await this.#family(identifier)?.complete?.(identifier, options);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#retryAtMs.set(identifier, this.#clock.monotonicMs() + SDK_RETRY_MS);
      options.onProgress?.(`${identifier} goes without the AWS SDK for now. ${error.message} ${error.remedy}`);
    }
  }

  async list(): Promise<readonly RuntimeListing[]> {
    const listings = this.#families.flatMap((family) =>
      family.identifiers.map(async (identifier) => toListing(family.name, identifier, await family.find(identifier))),
    );
    return Promise.all(listings);
  }

  refresh(): void {
    this.#retryAtMs.clear();
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
    case "fetchable": {
      const { version, source } = availability;
      return { identifier, family, status: "fetchable", version, source };
    }
    case "missing":
      return { identifier, family, status: "missing", reason: availability.reason, remedy: availability.remedy };
    default:
      return availability satisfies never;
  }
};
