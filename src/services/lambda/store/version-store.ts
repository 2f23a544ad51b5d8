import type { Database, SqlSession } from "../../../storage/contract.ts";
import type { EnvironmentCipher } from "../model/environment-cipher.ts";
import { LATEST, type LATEST_PUBLISHED } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import type { Publication } from "../model/publish-version.ts";
import { findVersion, toVersions, writeVersion } from "./version-rows.ts";

/** What publishing does with a function. Both parts run with nobody writing in between. */
export interface PublishSteps {
  /** Checks `$LATEST`, and may change it first. What it throws comes back, nothing changed. */
  readonly prepare: (latest: FunctionVersion) => FunctionVersion;
  /** Makes the new version; not called when the last one was published from what `$LATEST` still is. */
  readonly publish: (latest: FunctionVersion, version: string) => Publication;
  /** Instead of the next number; replaces what was published so before. */
  readonly to?: typeof LATEST_PUBLISHED | undefined;
}

/** `isNew` is false when the version was there before, and nothing changed. */
export type PublishOutcome = Publication & { readonly isNew: boolean };

export type DeleteVersionOutcome =
  | { readonly kind: "deleted" | "absent" }
  | { readonly kind: "referenced"; readonly aliasNames: readonly string[] };

/** Where a list of versions goes on. */
export interface VersionPosition {
  readonly functionName: string;
  readonly versionNumber: number;
}

/** Numbered versions. Every change is durable when its promise resolves. */
export class VersionStore {
  readonly #database: Database;
  readonly #cipher: EnvironmentCipher;

  constructor(database: Database, cipher: EnvironmentCipher) {
    this.#database = database;
    this.#cipher = cipher;
  }

  /** Publishes in one transaction. @returns undefined when there is no such function */
  publish(functionName: string, steps: PublishSteps): Promise<PublishOutcome | undefined> {
    return this.#database.transaction(async (session) => {
      const current = await findVersion(session, this.#cipher, functionName, LATEST);
      if (current === undefined) return undefined;
      const latest = steps.prepare(current);
      const published =
        steps.to === undefined &&
        latest.publishedAs &&
        (await findVersion(session, this.#cipher, functionName, latest.publishedAs));
      if (published) return { latest: current, version: published, isNew: false };
      const publication = steps.publish(latest, steps.to ?? (await nextNumber(session, functionName)));
      await writeVersion(session, publication.latest);
      await writeVersion(session, publication.version);
      return { ...publication, isNew: true };
    });
  }

  /** Removes one numbered version, unless an alias points to it. */
  delete(functionName: string, version: string): Promise<DeleteVersionOutcome> {
    return this.#database.transaction(async (session) => {
      const aliases = await session.all(
        `SELECT alias_name FROM function_aliases
         WHERE function_name = ? AND (function_version = ? OR additional_version = ?) ORDER BY alias_name`,
        functionName,
        version,
        version,
      );
      if (aliases.length > 0) {
        return { kind: "referenced", aliasNames: aliases.map((row) => String(row["alias_name"])) };
      }
      const deleted = await session.run(
        "DELETE FROM function_versions WHERE function_name = ? AND version = ?",
        functionName,
        version,
      );
      return { kind: deleted > 0 ? "deleted" : "absent" };
    });
  }

  /** Versions of one function by number, `$LATEST` first, beginning after a number. */
  async list(after: VersionPosition, limit: number): Promise<readonly FunctionVersion[]> {
    const rows = await this.#database.all(
      "SELECT * FROM function_versions WHERE function_name = ? AND version_number > ? ORDER BY version_number LIMIT ?",
      after.functionName,
      after.versionNumber,
      limit,
    );
    return toVersions(rows, this.#cipher);
  }

  /** Versions of all functions that name a capacity provider, by name and number. Costs one scan. */
  async listByCapacityProvider(capacityProviderArn: string): Promise<readonly FunctionVersion[]> {
    const rows = await this.#database.all(
      `SELECT * FROM function_versions WHERE json_extract(settings, ?) = ? ORDER BY function_name, version_number`,
      "$.other.CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn",
      capacityProviderArn,
    );
    return toVersions(rows, this.#cipher);
  }

  /** Published versions of all functions that are to start from a snapshot. Costs one scan. */
  async listWithSnapStart(): Promise<readonly FunctionVersion[]> {
    const rows = await this.#database.all(
      "SELECT * FROM function_versions WHERE version <> ? AND json_extract(settings, ?) = ?",
      LATEST,
      "$.other.SnapStart.ApplyOn",
      "PublishedVersions",
    );
    return toVersions(rows, this.#cipher);
  }

  /** How many published versions of all functions are to start from a snapshot. Costs one scan. */
  async countWithSnapStart(): Promise<number> {
    const row = await this.#database.get(
      "SELECT count(*) AS count FROM function_versions WHERE version <> ? AND json_extract(settings, ?) = ?",
      LATEST,
      "$.other.SnapStart.ApplyOn",
      "PublishedVersions",
    );
    return Number(row?.["count"]);
  }

  /** Versions of all functions, by name and number. */
  async listAll(after: VersionPosition, limit: number): Promise<readonly FunctionVersion[]> {
    const rows = await this.#database.all(
      `SELECT * FROM function_versions WHERE function_name > ? OR (function_name = ? AND version_number > ?)
       ORDER BY function_name, version_number LIMIT ?`,
      after.functionName,
      after.functionName,
      after.versionNumber,
      limit,
    );
    return toVersions(rows, this.#cipher);
  }
}

/** Numbers are never used again, whatever becomes of their versions. */
const nextNumber = async (session: SqlSession, functionName: string): Promise<string> => {
  const row = await session.get(
    "UPDATE functions SET last_version = last_version + 1 WHERE function_name = ? RETURNING last_version",
    functionName,
  );
  return String(row?.["last_version"]);
};
