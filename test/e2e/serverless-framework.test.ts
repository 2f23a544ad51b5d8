import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { InvokeCommand, ListVersionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type DeployedStack, deploymentClients, deployStack } from "../support/deployment/deploy-stack.ts";
import type { Template } from "../support/deployment/template.ts";
import { textOf } from "../support/functions.ts";
import { installedPackages } from "../support/installed-packages.ts";
import { serveTests } from "../support/serve-tests.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const SERVICE = join(import.meta.dirname, "../deployments/serverless-framework");
const DEPLOYMENT_BUCKET = "ServerlessDeploymentBucket";

/** Runs `osls package` in a copy of the service; answers the directory of what it wrote. */
const packageService = async (directory: string): Promise<string> => {
  const service = join(directory, "service");
  await cp(SERVICE, service, { recursive: true });
  await symlink(await installedPackages(SERVICE), join(service, "node_modules"));
  const env = {
    PATH: process.env["PATH"],
    HOME: directory,
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    SLS_TELEMETRY_DISABLED: "1",
    SLS_NOTIFICATIONS_MODE: "off",
  };
  await promisify(execFile)(process.execPath, ["node_modules/osls/bin/serverless.js", "package"], {
    cwd: service,
    env,
  });
  return join(service, ".serverless");
};

/** A part of the template, as it would be a template of its own. */
const only = ({ Resources }: Template, isWanted: (id: string) => boolean): Template => ({
  Resources: Object.fromEntries(Object.entries(Resources).filter(([id]) => isWanted(id))),
});

describe("a service of the Serverless Framework", () => {
  let clients: ReturnType<typeof deploymentClients>;
  let stack: DeployedStack;

  serveTests(async (server, open) => {
    const directory = open(temporaryDirectory());
    clients = open(deploymentClients(server));
    const output = await packageService(directory.path);
    const read = (file: string) => JSON.parse(readFileSync(join(output, file), "utf8")) as unknown;
    // As the framework does: first the bucket alone, then the archives, then everything.
    const first = await deployStack(read("cloudformation-template-create-stack.json") as Template, clients);
    const Bucket = first.refs[DEPLOYMENT_BUCKET] ?? "";
    const { package: names } = read("serverless-state.json") as { package: { artifactDirectoryName: string } };
    for (const file of ["create.zip", "work.zip"]) {
      const Key = `${names.artifactDirectoryName}/${file}`;
      await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(output, file)) }));
    }
    const whole = read("cloudformation-template-update-stack.json") as Template;
    const rest = only(whole, (id) => first.refs[id] === undefined);
    stack = await deployStack(rest, clients, first.refs);
  });

  test("is read back property for property as its template says", async () => {
    assert.deepEqual(await stack.readBack(), stack.written);
  });

  test("has the version that the framework foretold by the hash of its archive", async () => {
    const listed = await clients.lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "orders-test-create" }));
    assert.deepEqual(
      listed.Versions?.map(({ Version }) => Version),
      ["$LATEST", "1"],
    );
  });

  test("runs", async () => {
    const invoke = new InvokeCommand({ FunctionName: "orders-test-create", Payload: '{"id":7}' });
    const { Payload } = await clients.lambda.send(invoke);
    assert.deepEqual(JSON.parse(textOf(Payload)), { created: 7, table: "orders" });
  });
});
