import type { Runtime } from "@aws-sdk/client-lambda";
import { zip } from "../../test/support/zip.ts";
import { nodeHello } from "./hello.ts";
import type { Sample } from "./sample.ts";

const PACKAGES = 400;
const PACKAGE_BYTES = 100_000;
/** Of which the function uses so many. */
const USED = 10;

/** A function beside 40 MB of modules, few of which it loads. */
export const bigNode: Sample = {
  name: "Node.js, 40 MB of node_modules",
  runtime: "nodejs24.x",
  zip: () => {
    const files: Record<string, string> = {};
    for (let n = 0; n < PACKAGES; n += 1)
      files[`node_modules/package-${n}/index.js`] = `exports.id = ${n};\n${"// filler\n".repeat(PACKAGE_BYTES / 10)}`;
    const used = Array.from({ length: USED }, (_, n) => `require("package-${n}");`).join("");
    return zip({ "index.js": `${used} exports.handler = async () => ({ greeting: "hello" });`, ...files });
  },
};

/** With the SDK that comes with the runtime. */
export const nodeWithSdk: Sample = {
  name: "Node.js, an AWS SDK client",
  runtime: "nodejs24.x",
  zip: () =>
    zip({
      "index.js": `
        const { S3Client } = require("@aws-sdk/client-s3");
        const s3 = new S3Client({ region: "us-east-1" });
        exports.handler = async () => ({ greeting: s3 ? "hello" : "" });`,
    }),
};

/** With the SDK that comes with the runtime. */
export const pythonWithSdk = (runtime: Runtime): Sample => ({
  name: "Python, a boto3 client",
  runtime,
  zip: () =>
    zip({
      "index.py": `import boto3
s3 = boto3.client("s3", region_name="us-east-1")
def handler(event, context):
    return {"greeting": "hello" if s3 else ""}
`,
    }),
});

/** To be created with layers. */
export const layeredNode: Sample = { ...nodeHello, name: "Node.js, 5 layers" };
