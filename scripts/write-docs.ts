/** Writes the pages of docs/ that follow from code; with --check it only says whether they are up to date. */
import { readFileSync, writeFileSync } from "node:fs";
import { configurationPage } from "./docs/configuration-page.ts";
import { coveragePage } from "./docs/coverage-page.ts";
import { limitedSettingsPage } from "./docs/limited-settings-page.ts";

const PAGES = {
  "configuration.md": configurationPage,
  "coverage.md": coveragePage,
  "settings-without-effect.md": limitedSettingsPage,
} as const;

let stale = 0;
for (const [name, render] of Object.entries(PAGES)) {
  const path = new URL(`../docs/${name}`, import.meta.url);
  const content = render();
  if (!process.argv.includes("--check")) writeFileSync(path, content);
  else if (read(path) !== content) {
    stale += 1;
    console.error(`docs/${name} is out of date: run \`node scripts/write-docs.ts\`.`);
  }
}
process.exitCode = stale === 0 ? 0 : 1;

function read(path: URL): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
