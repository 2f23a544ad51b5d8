import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import { NoSuchEntityException } from "../../src/models/generated/iam.ts";
import type { InvocationRequest } from "../../src/models/generated/lambda.ts";
import { loadModel } from "../../src/models/load-model.ts";
import { awsCli } from "../support/aws-cli.ts";
import { startLoopbackServer } from "./support/loopback-server.ts";
import { archivedModel } from "./support/models.ts";

const cli = await awsCli();

const environment = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_MAX_ATTEMPTS: "1",
});

describe("the AWS CLI", () => {
  test("invokes a function over rest-json", async () => {
    const directory = await mkdtemp(join(tmpdir(), "aws-cli-"));
    const outputPath = join(directory, "payload");
    await using server = await startLoopbackServer(loadModel("lambda"), {
      Invoke: ({ Payload }: InvocationRequest) => ({ StatusCode: 200, Payload, ExecutedVersion: "$LATEST" }),
    });
    const args = ["lambda", "invoke", "--function-name", "hello", "--payload", '{"a":1}', outputPath];
    const { stdout, stderr } = await cli.run(args, environment(server.endpoint));
    assert.equal(stderr, "");
    assert.deepEqual(JSON.parse(stdout), { StatusCode: 200, ExecutedVersion: "$LATEST" });
    assert.equal(await readFile(outputPath, "utf8"), '{"a":1}');
    await rm(directory, { recursive: true });
  });

  test("shows a query service's error", async () => {
    await using server = await startLoopbackServer(loadModel("iam"), {
      GetRole: () => {
        throw new NoSuchEntityException({ message: "The role with name r cannot be found." });
      },
    });
    const { stderr, exitCode } = await cli.run(["iam", "get-role", "--role-name", "r"], environment(server.endpoint));
    assert.match(stderr, /\(NoSuchEntity\) when calling the GetRole operation: The role with name r cannot be found\./);
    assert.equal(exitCode, 255);
  });

  test("reads JSON-RPC", async () => {
    await using server = await startLoopbackServer(loadModel("logs"), {
      DescribeLogGroups: () => ({ logGroups: [{ logGroupName: "g", creationTime: 5 }] }),
    });
    const { stdout } = await cli.run(["logs", "describe-log-groups"], environment(server.endpoint));
    assert.deepEqual(JSON.parse(stdout), { logGroups: [{ logGroupName: "g", creationTime: 5 }] });
    assert.deepEqual(server.protocolsUsed, ["json-1.1"]);
  });

  test("puts an object over rest-xml", async () => {
    const bodies: string[] = [];
    await using server = await startLoopbackServer(await archivedModel("s3"), {
      PutObject: async ({ Body }: { readonly Body: AsyncIterable<Uint8Array> }) => {
        bodies.push((await buffer(Body)).toString());
        return { ETag: '"e"' };
      },
    });
    const args = ["s3api", "put-object", "--bucket", "b", "--key", "k", "--body", import.meta.filename];
    const { stdout } = await cli.run(args, environment(server.endpoint));
    assert.deepEqual(JSON.parse(stdout), { ETag: '"e"' });
    assert.match(bodies[0] ?? "", /describe\("the AWS CLI"/);
  });

  test("speaks CBOR to a service that speaks nothing else", async () => {
    await using server = await startLoopbackServer(await archivedModel("partnercentral-revenue-measurement"), {
      ListRevenueAttributions: ({ CreatedAfter, MaxResults }: { readonly CreatedAfter: Date; MaxResults: number }) => ({
        RevenueAttributionSummaries: [],
        NextToken: `${CreatedAfter.toISOString()} ${MaxResults}`,
      }),
    });
    const command = ["partnercentral-revenue-measurement", "list-revenue-attributions", "--catalog", "AWS"];
    const window = ["--created-after", "2026-01-02T03:04:05Z", "--max-results", "5", "--no-paginate"];
    const { stdout, stderr } = await cli.run([...command, ...window], environment(server.endpoint));
    assert.equal(stderr, "");
    assert.deepEqual(JSON.parse(stdout), {
      RevenueAttributionSummaries: [],
      NextToken: "2026-01-02T03:04:05.000Z 5",
    });
    assert.deepEqual(server.protocolsUsed, ["rpc-v2-cbor"]);
  });
});
