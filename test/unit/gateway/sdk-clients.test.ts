/** The AWS SDK's own clients against the gateway: what they send is what must be understood. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client, type ChecksumAlgorithm, type S3ClientConfig } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { OperationContext, OperationHandler } from "../../../src/aws/service.ts";
import { systemClock } from "../../../src/base/clock.ts";
import type { ServedService } from "../../../src/gateway/served-service.ts";
import { loadModel } from "../../../src/models/load-model.ts";
import { createProtocols } from "../../../src/protocol/create-protocols.ts";
import { CREDENTIALS, fakeService, startGateway } from "./fake-service.ts";

/** A real model of which only some operations do something. */
const realService = (id: string, operations: Readonly<Record<string, OperationHandler>>): ServedService => {
  const model = loadModel(id);
  const rest = [...model.operations.keys()].filter((name) => !(name in operations));
  const unsupported = Object.fromEntries(rest.map((name) => [name, "not in this test."]));
  return { service: { id, operations, unsupported }, model, protocols: createProtocols(model) };
};

const clientConfig = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: CREDENTIALS,
  maxAttempts: 1,
});

const realTime = { clock: systemClock };

describe("the Lambda client", () => {
  test("lists functions with parameters that need encoding", async () => {
    let seen: unknown;
    const lambda = realService("lambda", {
      ListFunctions: async (input: object) => {
        seen = input;
        return { Functions: [{ FunctionName: "f" }] };
      },
    });
    await using server = await startGateway([lambda], realTime);
    using client = disposable(new LambdaClient(clientConfig(server.url)));
    const answer = await client.send(new ListFunctionsCommand({ MaxItems: 3, Marker: "a/b+c d=" }));
    assert.deepEqual(seen, { MaxItems: 3, Marker: "a/b+c d=" });
    assert.equal(answer.Functions?.[0]?.FunctionName, "f");
  });

  test("invokes by an ARN with a qualifier", async () => {
    const lambda = realService("lambda", {
      Invoke: async (input: { readonly FunctionName: string; readonly Payload: Uint8Array }) => ({
        StatusCode: 200,
        Payload: Buffer.from(`${input.FunctionName} ${Buffer.from(input.Payload).toString()}`),
      }),
    });
    await using server = await startGateway([lambda], realTime);
    using client = disposable(new LambdaClient(clientConfig(server.url)));
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:f:live";
    const answer = await client.send(new InvokeCommand({ FunctionName: arn, Payload: '{"a":"ü"}' }));
    assert.equal(answer.Payload?.transformToString(), `${arn} {"a":"ü"}`);
  });

  test("sees a wrong secret as AWS shows it", async () => {
    const lambda = realService("lambda", {});
    await using server = await startGateway([lambda], realTime);
    const wrongSecret = { ...CREDENTIALS, secretAccessKey: "wrong" };
    using client = disposable(new LambdaClient({ ...clientConfig(server.url), credentials: wrongSecret }));
    await assert.rejects(client.send(new ListFunctionsCommand()), {
      name: "InvalidSignatureException",
      message: /^The request signature we calculated does not match/,
    });
  });

  test("is told which operation is not supported, and why", async () => {
    const lambda = realService("lambda", {});
    await using server = await startGateway([lambda], realTime);
    using client = disposable(new LambdaClient(clientConfig(server.url)));
    await assert.rejects(client.send(new ListFunctionsCommand()), {
      name: "NotImplementedException",
      message: "The operation ListFunctions is not supported: not in this test.",
    });
  });
});

describe("the STS client", () => {
  const sts = realService("sts", {
    GetCallerIdentity: async (_input: object, { caller }: OperationContext) => ({ Arn: caller.arn }),
  });

  test("is told who it is", async () => {
    await using server = await startGateway([sts], realTime);
    using client = disposable(new STSClient(clientConfig(server.url)));
    const answer = await client.send(new GetCallerIdentityCommand());
    assert.equal(answer.Arn, "arn:aws:iam::000000000000:user/alice");
  });

  test("sees an unknown key under the query protocol's name", async () => {
    await using server = await startGateway([sts], realTime);
    const credentials = { accessKeyId: "AKIASTRANGER", secretAccessKey: "secret" };
    using client = disposable(new STSClient({ ...clientConfig(server.url), credentials }));
    await assert.rejects(client.send(new GetCallerIdentityCommand()), {
      name: "InvalidClientTokenId",
      message: "The security token included in the request is invalid.",
    });
  });

  test("is let in with any key by an open server", async () => {
    await using server = await startGateway([sts], { ...realTime, open: true });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    using client = disposable(new STSClient({ ...clientConfig(server.url), credentials }));
    const answer = await client.send(new GetCallerIdentityCommand());
    assert.equal(answer.Arn, "arn:aws:iam::000000000000:root");
  });
});

/** Routes like the fake protocol: the bucket is `things`, the key names the operation. */
const bucket = (hashes: string[]): ServedService =>
  fakeService(
    {
      Upload: async ({ Body }: { readonly Body: AsyncIterable<Uint8Array> }) => {
        const hash = createHash("sha256");
        for await (const bytes of Body) hash.update(bytes);
        hashes.push(hash.digest("hex"));
        return {};
      },
    },
    { signingName: "s3", protocolName: "rest-xml" },
  );

const put = async (
  body: Buffer | Readable,
  more: { readonly ContentLength?: number } = {},
  algorithm?: ChecksumAlgorithm,
) => {
  const hashes: string[] = [];
  await using server = await startGateway([bucket(hashes)], realTime);
  const config: S3ClientConfig = { ...clientConfig(server.url), forcePathStyle: true };
  using client = disposable(new S3Client(config));
  const checksum = algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm };
  await client.send(new PutObjectCommand({ Bucket: "things", Key: "Upload", Body: body, ...more, ...checksum }));
  return hashes;
};

describe("the S3 client", () => {
  const CONTENT = Buffer.alloc(300_000, "0123456789");
  const CONTENT_SHA256 = createHash("sha256").update(CONTENT).digest("hex");
  const inPieces = (): Readable => Readable.from([CONTENT.subarray(0, 100_000), CONTENT.subarray(100_000)]);
  const stream = { ContentLength: CONTENT.length };

  test("uploads a buffer, signed by its hash and closed by the default checksum", async () => {
    assert.deepEqual(await put(CONTENT), [CONTENT_SHA256]);
  });

  test("uploads a stream in chunks with a trailing checksum of each kind", async () => {
    assert.deepEqual(await put(inPieces(), stream), [CONTENT_SHA256]);
    assert.deepEqual(await put(inPieces(), stream, "CRC32C"), [CONTENT_SHA256]);
    assert.deepEqual(await put(inPieces(), stream, "SHA1"), [CONTENT_SHA256]);
    assert.deepEqual(await put(inPieces(), stream, "SHA256"), [CONTENT_SHA256]);
  });
});

const disposable = <Client extends { destroy(): void }>(client: Client): Client & Disposable =>
  Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
