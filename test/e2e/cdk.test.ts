import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { InvokeCommand, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type DeployedStack, deploymentClients, deployStack } from "../support/deployment/deploy-stack.ts";
import type { Template } from "../support/deployment/template.ts";
import { textOf } from "../support/functions.ts";
import { installedPackages } from "../support/installed-packages.ts";
import { serveTests } from "../support/serve-tests.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { zipDirectory } from "../support/zip-directory.ts";

const APP = join(import.meta.dirname, "../deployments/cdk");
const ASSETS_BUCKET = "cdk-hnb659fds-assets-000000000000-us-east-1";

interface AssetManifest {
  readonly files: Readonly<Record<string, Asset>>;
}

interface Asset {
  readonly source: { readonly path: string; readonly packaging: "zip" | "file" };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

/** Runs the app as `cdk synth` does; answers the directory of what it wrote. */
const synthesize = async (directory: string): Promise<string> => {
  const app = join(directory, "app");
  const output = join(directory, "cdk.out");
  await cp(APP, app, { recursive: true });
  await symlink(await installedPackages(APP), join(app, "node_modules"));
  const env = { PATH: process.env["PATH"], HOME: directory, CDK_OUTDIR: output };
  await promisify(execFile)(process.execPath, ["app.mjs"], { cwd: app, env });
  return output;
};

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

describe("a CDK app", () => {
  let clients: ReturnType<typeof deploymentClients>;
  let stack: DeployedStack;

  serveTests(async (server, open) => {
    const directory = open(temporaryDirectory());
    clients = open(deploymentClients(server));
    const output = await synthesize(directory.path);
    await clients.s3.send(new CreateBucketCommand({ Bucket: ASSETS_BUCKET }));
    const { files } = readJson(join(output, "Greeting.assets.json")) as AssetManifest;
    for (const { source, destinations } of Object.values(files)) {
      const path = join(output, source.path);
      const Body = source.packaging === "zip" ? await zipDirectory(path) : readFileSync(path);
      const Key = Object.values(destinations)[0]?.objectKey;
      await clients.s3.send(new PutObjectCommand({ Bucket: ASSETS_BUCKET, Key, Body }));
    }
    stack = await deployStack(readJson(join(output, "Greeting.template.json")) as Template, clients);
  });

  test("is read back property for property as its template says", async () => {
    assert.deepEqual(await stack.readBack(), stack.written);
  });

  test("runs: code and layer from the assets, behind its alias", async () => {
    const Payload = JSON.stringify({ name: "Ada" });
    const command = new InvokeCommand({ FunctionName: "greet", Qualifier: "live", Payload });
    const { ExecutedVersion, Payload: answer } = await clients.lambda.send(command);
    assert.equal(ExecutedVersion, "1");
    assert.deepEqual(JSON.parse(textOf(answer)), { greeting: "Hello, Ada!", stage: "test" });
  });

  test("publishes no second version of what did not change", async () => {
    const { Version } = await clients.lambda.send(new PublishVersionCommand({ FunctionName: "greet" }));
    assert.equal(Version, "1");
  });
});
