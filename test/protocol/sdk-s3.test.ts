import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { ServiceException } from "../../src/aws/service-exception.ts";
import { startLoopbackServer, type Answers } from "./support/loopback-server.ts";
import { archivedModel, CLIENT_SETTINGS } from "./support/models.ts";

const model = await archivedModel("s3");

const withClient = async (answers: Answers, use: (client: S3Client) => Promise<void>): Promise<void> => {
  await using server = await startLoopbackServer(model, answers);
  const client = new S3Client({
    ...CLIENT_SETTINGS,
    endpoint: server.endpoint,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  await use(client);
  client.destroy();
};

const at = new Date("2026-01-02T03:04:05Z");

describe("the S3 client of the JavaScript SDK", () => {
  test("puts an object as a stream, with its metadata", async () => {
    const answers = {
      PutObject: async (input: { Bucket: string; Key: string; Body: AsyncIterable<Uint8Array>; Metadata: object }) => {
        const { Bucket, Key, Body, Metadata } = input;
        assert.deepEqual({ Bucket, Key, Metadata }, { Bucket: "b", Key: "k/1 x", Metadata: { m: "1" } });
        return { ETag: `"${(await buffer(Body)).toString()}"` };
      },
    };
    await withClient(answers, async (client) => {
      const output = await client.send(
        new PutObjectCommand({ Bucket: "b", Key: "k/1 x", Body: "hello", Metadata: { m: "1" } }),
      );
      assert.equal(output.ETag, '"hello"');
    });
  });

  test("gets an object as a stream, with headers of every type", async () => {
    const answers = {
      GetObject: () => ({
        Body: Readable.from([Buffer.from("he"), Buffer.from("llo")]),
        LastModified: at,
        ContentType: "text/plain",
        ContentLength: 5,
        DeleteMarker: false,
        Metadata: { m: "1" },
      }),
    };
    await withClient(answers, async (client) => {
      const output = await client.send(new GetObjectCommand({ Bucket: "b", Key: "k" }));
      assert.equal(await output.Body?.transformToString(), "hello");
      assert.deepEqual(output.LastModified, at);
      assert.equal(output.ContentLength, 5);
      assert.equal(output.DeleteMarker, false);
      assert.deepEqual(output.Metadata, { m: "1" });
    });
  });

  test("knows an error by its class", async () => {
    const answers = {
      GetObject: () => {
        throw new ServiceException({ code: "NoSuchKey", statusCode: 404, message: "no & such" });
      },
    };
    await withClient(answers, async (client) => {
      await assert.rejects(client.send(new GetObjectCommand({ Bucket: "b", Key: "k" })), (error) => {
        assert.ok(error instanceof NoSuchKey);
        assert.equal(error.message, "no & such");
        return true;
      });
    });
  });

  test("lists in flattened elements", async () => {
    const answers = {
      ListObjectsV2: ({ Prefix }: { Prefix: string }) => ({
        Prefix,
        KeyCount: 2,
        Contents: [{ Key: "a&b", Size: 3, LastModified: at }, { Key: "c" }],
      }),
    };
    await withClient(answers, async (client) => {
      const output = await client.send(new ListObjectsV2Command({ Bucket: "b", Prefix: "p" }));
      assert.equal(output.Prefix, "p");
      assert.deepEqual(output.Contents, [{ Key: "a&b", Size: 3, LastModified: at }, { Key: "c" }]);
    });
  });

  test("sends lists of structures in XML", async () => {
    const answers = {
      DeleteObjects: ({ Delete }: { Delete: { Objects: object[] } }) => ({ Deleted: Delete.Objects }),
      PutBucketTagging: ({ Tagging }: { Tagging: object }) => {
        assert.deepEqual(Tagging, { TagSet: [{ Key: "a", Value: "<b>" }] });
      },
    } as Answers;
    await withClient(answers, async (client) => {
      const Objects = [{ Key: "1&<" }, { Key: "2" }];
      const output = await client.send(new DeleteObjectsCommand({ Bucket: "b", Delete: { Objects } }));
      assert.deepEqual(output.Deleted, Objects);
      await client.send(
        new PutBucketTaggingCommand({ Bucket: "b", Tagging: { TagSet: [{ Key: "a", Value: "<b>" }] } }),
      );
    });
  });

  test("reads attributes under a namespace and the one unwrapped output", async () => {
    const answers = {
      GetBucketAcl: () => ({ Grants: [{ Grantee: { Type: "CanonicalUser", ID: "x" }, Permission: "READ" }] }),
      GetBucketLocation: () => ({ LocationConstraint: "eu-west-1" }),
    };
    await withClient(answers, async (client) => {
      const { Grants } = await client.send(new GetBucketAclCommand({ Bucket: "b" }));
      assert.deepEqual(Grants, [{ Grantee: { Type: "CanonicalUser", ID: "x" }, Permission: "READ" }]);
      const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: "b" }));
      assert.equal(LocationConstraint, "eu-west-1");
    });
  });

  test("reads headers that a presigned link carries in its query", async () => {
    const answers = {
      PutObject: async ({ Metadata, StorageClass }: { Metadata: object; StorageClass: string }) => {
        assert.deepEqual(Metadata, { a: "1" });
        return { ETag: StorageClass };
      },
    };
    await using server = await startLoopbackServer(model, answers);
    const query = "X-Amz-Signature=0&x-amz-meta-a=1&x-amz-storage-class=GLACIER&x-amz-checksum-crc32=AAAAAA%3D%3D";
    const answer = await fetch(`${server.endpoint}/b/k?${query}`, { method: "PUT", body: "x" });
    assert.equal(answer.headers.get("etag"), "GLACIER");
  });

  test("answers a part of an object by a status of its own", async () => {
    const answers = { GetObject: () => ({ Body: Readable.from([Buffer.from("l")]), ContentRange: "bytes 2-2/5" }) };
    await withClient(answers, async (client) => {
      const output = await client.send(new GetObjectCommand({ Bucket: "b", Key: "k", Range: "bytes=2-2" }));
      assert.equal(output.$metadata.httpStatusCode, 206);
    });
  });

  test("says more of an error than the model, in elements and headers", async () => {
    const properties = { Key: "k & l" };
    const headers = { "x-amz-delete-marker": "true" };
    const answers = {
      GetObject: () => {
        throw new ServiceException({ code: "NoSuchKey", statusCode: 404, message: "gone", properties, headers });
      },
    };
    await using server = await startLoopbackServer(model, answers);
    const answer = await fetch(`${server.endpoint}/b/k`);
    assert.equal(answer.headers.get("x-amz-delete-marker"), "true");
    assert.match(await answer.text(), /<Error><Code>NoSuchKey<\/Code><Message>gone<\/Message><Key>k &amp; l<\/Key>/);
  });

  test("finds the operations that share PutObject's path by their required members", async () => {
    const answers = {
      CopyObject: ({ CopySource }: { CopySource: string }) => ({ CopyObjectResult: { ETag: CopySource } }),
      UploadPart: ({ PartNumber }: { PartNumber: number }) => ({ ETag: `part ${PartNumber}` }),
    };
    await withClient(answers, async (client) => {
      const copied = await client.send(new CopyObjectCommand({ Bucket: "b", Key: "k", CopySource: "/x/y" }));
      assert.equal(copied.CopyObjectResult?.ETag, "/x/y");
      const part = { Bucket: "b", Key: "k", UploadId: "u", PartNumber: 3, Body: "x" };
      assert.equal((await client.send(new UploadPartCommand(part))).ETag, "part 3");
    });
  });
});
