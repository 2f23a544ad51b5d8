import type { Runtime } from "@aws-sdk/client-lambda";
import { PYTHON } from "../../test/support/test-runtimes.ts";
import { zip } from "../../test/support/zip.ts";
import { bootstrapHello } from "./hello.ts";
import type { Sample } from "./sample.ts";

/** Functions that hold their environment for as many milliseconds as their variable HOLD_MS says, then greet. */
export const HOLDING: readonly (readonly [id: string, Sample])[] = [
  ["static", bootstrapHello],
  [
    "node",
    {
      name: "Node.js",
      runtime: "nodejs24.x",
      zip: () =>
        zip({
          "index.js": `
            const hold = () => new Promise((resolve) => setTimeout(resolve, Number(process.env.HOLD_MS)));
            exports.handler = async () => (await hold(), { greeting: "hello" });`,
        }),
    },
  ],
  [
    "python",
    {
      name: "Python",
      runtime: PYTHON as Runtime,
      zip: () =>
        zip({
          "index.py": `import os, time
def handler(event, context):
    time.sleep(int(os.environ["HOLD_MS"]) / 1000)
    return {"greeting": "hello"}
`,
        }),
    },
  ],
];
