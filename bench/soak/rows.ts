import { readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Counts } from "./host-holdings.ts";

const SHA256 = /^[0-9a-f]{64}$/;
/** Blobs that nobody refers to are collected when they are older than an hour. */
const OLD_SECONDS = 7_200;

/** Tables that grow with use, and rightly so. All others hold what there is now, which is the same at every rest. */
export const GROWING: Readonly<Record<string, string>> = {
  logs_groups: "a group outlives its function, as on AWS",
  logs_streams: "one for each environment, kept with its group",
  cloudwatch_metrics: "some for each function, for 15 months",
  cloudwatch_data_points: "one a minute and metric, fewer later",
  lambda_usage: "one for each version and day, for usageDays",
};

export const countRows = (home: string): Counts => {
  using database = open(home);
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all();
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      Number(database.prepare(`SELECT COUNT(*) AS count FROM "${String(name)}"`).get()?.["count"]),
    ]),
  );
};

/** Rows that point to nothing. */
export const findOrphanRows = (home: string): readonly string[] => {
  using database = open(home);
  const orphans = database
    .prepare("PRAGMA foreign_key_check")
    .all()
    .map((row) => `row without its parent: ${JSON.stringify(row)}`);
  const streams = database
    .prepare("SELECT log_stream_name FROM logs_streams WHERE group_id NOT IN (SELECT group_id FROM logs_groups)")
    .all();
  return [...orphans, ...streams.map((row) => `log stream without a group: ${String(row["log_stream_name"])}`)];
};

/** Makes every blob and tree of code look old, so that the next start collects what nobody refers to. */
export const ageBlobs = (home: string): void => {
  const atSeconds = Date.now() / 1_000 - OLD_SECONDS;
  for (const path of blobPaths(home)) utimesSync(path, atSeconds, atSeconds);
};

/** Blobs and unpacked code that nobody refers to, and references to blobs that are not there. */
export const findOrphanBlobs = (home: string): readonly string[] => {
  using database = open(home);
  const referenced = new Set(
    database
      .prepare(
        `SELECT code_sha256 AS sha256 FROM function_versions
         UNION SELECT code_sha256 FROM layer_versions WHERE deleted_ms IS NULL
         UNION SELECT sha256 FROM s3_segments UNION SELECT sha256 FROM s3_upload_parts`,
      )
      .all()
      .map(({ sha256 }) => String(sha256)),
  );
  const stored = new Set(blobPaths(home).map((path) => path.slice(-64)));
  const trees = readdirSync(join(home, "code")).filter((name) => SHA256.test(name));
  return [
    ...[...stored].filter((sha256) => !referenced.has(sha256)).map((sha256) => `blob of nobody: ${sha256}`),
    ...[...referenced].filter((sha256) => !stored.has(sha256)).map((sha256) => `blob is missing: ${sha256}`),
    ...trees.filter((sha256) => !referenced.has(sha256)).map((sha256) => `unpacked code of nobody: ${sha256}`),
    ...["blobs/incoming", "code/incoming", "code/discarded"].flatMap((name) =>
      readdirSync(join(home, name)).map((file) => `left in ${name}: ${file}`),
    ),
  ];
};

export const databaseMiB = (home: string): { readonly file: number; readonly log: number } => ({
  file: statSync(join(home, "lambkin.sqlite")).size / 1_048_576,
  log: (statSync(join(home, "lambkin.sqlite-wal"), { throwIfNoEntry: false })?.size ?? 0) / 1_048_576,
});

const blobPaths = (home: string): readonly string[] =>
  readdirSync(join(home, "blobs"), { recursive: true, encoding: "utf8" })
    .filter((name) => SHA256.test(name.slice(-64)))
    .map((name) => join(home, "blobs", name));

const open = (home: string): DatabaseSync & Disposable =>
  new DatabaseSync(join(home, "lambkin.sqlite"), { readOnly: true });
