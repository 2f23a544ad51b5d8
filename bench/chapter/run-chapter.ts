import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childrenOf } from "../load/processor-time.ts";
import type { Findings } from "./findings.ts";

/** A program of the benchmark, and how long it may take. */
export interface Chapter {
  readonly id: string;
  readonly limitSeconds: number;
}

/** What is left of the time to end and tidy up once a chapter's servers were told to. */
const GRACE_MS = 20_000;

/**
 * Runs a chapter in a process and with temporary files of its own; its tables are printed as they come. One that fails
 * or takes too long leaves nothing behind, and the others go on without it.
 * @param signal ends it at once
 * @returns undefined when it found nothing
 */
export const findingsOf = async (
  { id, limitSeconds }: Chapter,
  options: readonly string[],
  signal: AbortSignal,
): Promise<Findings | undefined> => {
  const directory = mkdtempSync(join(tmpdir(), "lambkin-bench-"));
  try {
    const json = join(directory, "findings.json");
    const program = fileURLToPath(new URL(`../${id}.ts`, import.meta.url));
    const child = spawn(process.execPath, [program, "--json", json, ...options], {
      stdio: "inherit",
      env: { ...process.env, TMPDIR: directory },
    });
    signal.addEventListener("abort", () => end(child), { once: true });
    const timer = setTimeout(() => {
      console.error(`${id} took longer than ${limitSeconds} s`);
      end(child);
    }, limitSeconds * 1_000);
    const [code] = (await once(child, "exit")) as [number | null];
    clearTimeout(timer);
    return code === 0 ? (JSON.parse(readFileSync(json, "utf8")) as Findings) : undefined;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Ends its servers, so that what they hold of the host is given back; that they are gone ends the chapter itself. */
const end = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  for (const server of childrenOf(child.pid)) process.kill(server, "SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
};
