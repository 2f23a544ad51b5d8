import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Runtime } from "@aws-sdk/client-lambda";
import { zip } from "../../test/support/zip.ts";
import type { Sample } from "./sample.ts";

export const nodeHello: Sample = {
  name: "Node.js",
  runtime: "nodejs24.x",
  zip: () => zip({ "index.js": `exports.handler = async () => ({ greeting: "hello" });` }),
};

export const moduleHello: Sample = {
  name: "Node.js, ES module",
  runtime: "nodejs24.x",
  zip: () => zip({ "index.mjs": `export const handler = async () => ({ greeting: "hello" });` }),
};

/** @param runtime one that the host has */
export const pythonHello = (runtime: Runtime): Sample => ({
  name: "Python",
  runtime,
  zip: () => zip({ "index.py": `def handler(event, context):\n    return {"greeting": "hello"}\n` }),
});

/** What is left when the runtime itself takes no time. */
export const bootstrapHello: Sample = {
  name: "static bootstrap",
  runtime: "provided.al2023",
  zip: () => {
    const directory = mkdtempSync(join(tmpdir(), "lambkin-bench-"));
    try {
      const program = join(directory, "bootstrap");
      const source = fileURLToPath(new URL("bootstrap.c", import.meta.url));
      execFileSync("cc", ["-O2", "-static", "-o", program, source]);
      return zip({ bootstrap: readFileSync(program) }, { bootstrap: 0o100755 });
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};
