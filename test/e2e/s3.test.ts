import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { describe, test } from "node:test";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutBucketLifecycleConfigurationCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

const MIB = 1024 * 1024;

const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

const failsWith = (name: string, status: number) => (error: unknown) =>
  error instanceof Error &&
  error.name === name &&
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === status;

/** To the SDK, what is no success is an error, even without a name. */
const isNotModified = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 304;

/** Host names of buckets are this machine's, which its resolver need not know. */
const loopbackAgent = new Agent({
  lookup: (_hostname, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
});

describe("S3 by the SDK for JavaScript", () => {
  let server: TestServer;
  let s3: S3Client;

  serveTests((started, open) => {
    server = started;
    s3 = open(new S3Client({ ...server.clientOptions, forcePathStyle: true }));
  });

  const makeBucket = async (Bucket: string, { versioned = false } = {}): Promise<string> => {
    await s3.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: "Enabled" } as const;
    if (versioned) await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    return Bucket;
  };

  const put = (Bucket: string, Key: string, Body: string | Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }));

  const read = async (Bucket: string, Key: string, more: object = {}): Promise<string | undefined> =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

  test("makes, finds, lists and removes buckets", async () => {
    const Bucket = await makeBucket("made-and-removed");
    assert.equal((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion, "us-east-1");
    assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, undefined);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    assert.ok(Buckets.some(({ Name, CreationDate }) => Name === Bucket && CreationDate instanceof Date));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await assert.rejects(s3.send(new HeadBucketCommand({ Bucket })), NotFound);
    await assert.rejects(s3.send(new ListObjectsV2Command({ Bucket })), NoSuchBucket);
  });

  test("gives an object back with everything that was said of it", async () => {
    const Bucket = await makeBucket("objects");
    const written = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "a key/with ünicode+plus",
        Body: "hello",
        ContentType: "text/plain",
        CacheControl: "no-cache",
        ContentEncoding: "identity",
        Metadata: { Colour: "blue" },
        Tagging: "a=1&b=2",
        StorageClass: "STANDARD_IA",
        ServerSideEncryption: "AES256",
      }),
    );
    assert.equal(written.ETag, `"${md5(Buffer.from("hello"))}"`);
    assert.equal(written.ServerSideEncryption, "AES256");
    const found = await s3.send(
      new GetObjectCommand({ Bucket, Key: "a key/with ünicode+plus", ChecksumMode: "ENABLED" }),
    );
    assert.equal(await found.Body?.transformToString(), "hello");
    assert.equal(found.ContentLength, 5);
    assert.equal(found.ContentType, "text/plain");
    assert.equal(found.CacheControl, "no-cache");
    assert.equal(found.ContentEncoding, "identity");
    assert.deepEqual(found.Metadata, { colour: "blue" });
    assert.equal(found.TagCount, 2);
    assert.equal(found.StorageClass, "STANDARD_IA");
    assert.equal(found.ChecksumCRC32, "NhCmhg==");
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a key/with ünicode+plus" }));
    assert.equal(head.ContentLength, 5);
    assert.deepEqual(head.LastModified, found.LastModified);
  });

  test("reads ranges, and answers conditions", async () => {
    const Bucket = await makeBucket("ranges");
    const { ETag } = await put(Bucket, "digits", "0123456789");
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: "digits", Range: "bytes=2-4" }));
    assert.equal(part.$metadata.httpStatusCode, 206);
    assert.equal(part.ContentRange, "bytes 2-4/10");
    assert.equal(await part.Body?.transformToString(), "234");
    assert.equal(await read(Bucket, "digits", { Range: "bytes=-3" }), "789");
    await assert.rejects(read(Bucket, "digits", { Range: "bytes=10-" }), failsWith("InvalidRange", 416));
    await assert.rejects(read(Bucket, "digits", { IfNoneMatch: ETag }), isNotModified);
    await assert.rejects(read(Bucket, "digits", { IfMatch: '"other"' }), failsWith("PreconditionFailed", 412));
    const onlyOnce = new PutObjectCommand({ Bucket, Key: "digits", Body: "again", IfNoneMatch: "*" });
    await assert.rejects(s3.send(onlyOnce), failsWith("PreconditionFailed", 412));
    assert.equal(await read(Bucket, "digits"), "0123456789");
  });

  test("words its errors as S3 does", async () => {
    const Bucket = await makeBucket("refusals");
    await assert.rejects(read(Bucket, "missing"), (error) => {
      assert.ok(error instanceof NoSuchKey);
      assert.equal(error.message, "The specified key does not exist.");
      assert.equal((error as { Key?: string }).Key, "missing");
      return true;
    });
    await assert.rejects(read("no-such-bucket-here", "k"), (error) => {
      assert.ok(error instanceof NoSuchBucket);
      assert.equal(error.message, "The specified bucket does not exist");
      assert.equal((error as { BucketName?: string }).BucketName, "no-such-bucket-here");
      return true;
    });
    await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: "missing" })), NotFound);
    await put(Bucket, "k", "v");
    await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket })), failsWith("BucketNotEmpty", 409));
    await assert.rejects(s3.send(new GetBucketPolicyCommand({ Bucket })), failsWith("NoSuchBucketPolicy", 404));
    await assert.rejects(
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      failsWith("ServerSideEncryptionConfigurationNotFoundError", 404),
    );
    await assert.rejects(
      s3.send(new CreateBucketCommand({ Bucket: "Not_A_Bucket" })),
      failsWith("InvalidBucketName", 400),
    );
    const wrong = new PutObjectCommand({
      Bucket,
      Key: "k",
      Body: "v",
      ChecksumSHA256: Buffer.alloc(32).toString("base64"),
    });
    await assert.rejects(s3.send(wrong), failsWith("BadDigest", 400));
  });

  test("lists keys in order, folded at a delimiter, page by page", async () => {
    const Bucket = await makeBucket("listings");
    for (const key of ["a", "b/1", "b/2", "b/c/3", "d", "é", "\u{1F600}", "f g"]) await put(Bucket, key, key);
    const all = await s3.send(new ListObjectsV2Command({ Bucket }));
    assert.deepEqual(
      all.Contents?.map(({ Key }) => Key),
      ["a", "b/1", "b/2", "b/c/3", "d", "f g", "é", "\u{1F600}"],
    );
    const entries: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Delimiter: "/", MaxKeys: 2, ContinuationToken, EncodingType: "url" }),
      );
      entries.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
      entries.push(...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix));
      assert.equal(page.KeyCount, (page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    assert.deepEqual(entries, ["a", "b/", "d", "f+g", "%C3%A9", "%F0%9F%98%80"]);
    const first = await s3.send(new ListObjectsCommand({ Bucket, Prefix: "b/", Delimiter: "/", MaxKeys: 2 }));
    assert.deepEqual(
      first.Contents?.map(({ Key }) => Key),
      ["b/1", "b/2"],
    );
    assert.equal(first.NextMarker, "b/2");
    const rest = await s3.send(
      new ListObjectsCommand({ Bucket, Prefix: "b/", Delimiter: "/", Marker: first.NextMarker }),
    );
    assert.deepEqual(rest.CommonPrefixes, [{ Prefix: "b/c/" }]);
    assert.equal(rest.IsTruncated, false);
  });

  test("keeps versions, and hides what was deleted behind a marker", async () => {
    const Bucket = await makeBucket("versions", { versioned: true });
    const { VersionId: first } = await put(Bucket, "k", "first");
    const { VersionId: second } = await put(Bucket, "k", "second");
    assert.notEqual(first, second);
    assert.equal(await read(Bucket, "k"), "second");
    assert.equal(await read(Bucket, "k", { VersionId: first }), "first");
    const deletion = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    assert.equal(deletion.DeleteMarker, true);
    await assert.rejects(read(Bucket, "k"), NoSuchKey);
    await assert.rejects(read(Bucket, "k", { VersionId: deletion.VersionId }), failsWith("MethodNotAllowed", 405));
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2 }));
    assert.deepEqual(
      page.DeleteMarkers?.map(({ IsLatest }) => IsLatest),
      [true],
    );
    assert.deepEqual(
      page.Versions?.map(({ VersionId }) => VersionId),
      [second],
    );
    const next = await s3.send(
      new ListObjectVersionsCommand({
        Bucket,
        KeyMarker: page.NextKeyMarker,
        VersionIdMarker: page.NextVersionIdMarker,
      }),
    );
    assert.deepEqual(
      next.Versions?.map(({ VersionId }) => VersionId),
      [first],
    );
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: deletion.VersionId }));
    assert.equal(await read(Bucket, "k"), "second");
    await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket })), failsWith("BucketNotEmpty", 409));
    const Objects = [first, second].map((VersionId) => ({ Key: "k", VersionId }));
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    assert.equal(Deleted?.length, 2);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });

  test("joins the parts of a multipart upload", async () => {
    const Bucket = await makeBucket("multipart");
    const Key = "joined";
    const head = randomBytes(5 * MIB);
    const tail = randomBytes(1000);
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "image/png", ChecksumAlgorithm: "CRC32" }),
    );
    const upload = { Bucket, Key, UploadId };
    const uploads = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    assert.deepEqual(
      uploads.Uploads?.map((listed) => listed.UploadId),
      [UploadId],
    );
    const one = await s3.send(
      new UploadPartCommand({ ...upload, PartNumber: 1, Body: head, ChecksumAlgorithm: "CRC32" }),
    );
    const two = await s3.send(
      new UploadPartCommand({ ...upload, PartNumber: 7, Body: tail, ChecksumAlgorithm: "CRC32" }),
    );
    const listed = await s3.send(new ListPartsCommand(upload));
    assert.deepEqual(
      listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
      [
        [1, 5 * MIB],
        [7, 1000],
      ],
    );
    const complete = (Parts: CompletedPart[]) =>
      s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    const first = { PartNumber: 1, ETag: one.ETag, ChecksumCRC32: one.ChecksumCRC32 };
    const last = { PartNumber: 7, ETag: two.ETag, ChecksumCRC32: two.ChecksumCRC32 };
    await assert.rejects(complete([last, first]), failsWith("InvalidPartOrder", 400));
    await assert.rejects(complete([first, { ...last, ETag: '"0"' }]), failsWith("InvalidPart", 400));
    const done = await complete([first, last]);
    const digests = Buffer.from(md5(head) + md5(tail), "hex");
    assert.equal(done.ETag, `"${md5(digests)}-2"`);
    assert.match(String(done.ChecksumCRC32), /^[\w+/=]{8}-2$/);
    const whole = await s3.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(whole.ContentType, "image/png");
    assert.deepEqual(Buffer.from((await whole.Body?.transformToByteArray()) ?? []), Buffer.concat([head, tail]));
    const across = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` }));
    const expected = Buffer.concat([head.subarray(-2), tail.subarray(0, 2)]);
    assert.deepEqual(Buffer.from((await across.Body?.transformToByteArray()) ?? []), expected);
    const part = await s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 2 }));
    assert.equal(part.PartsCount, 2);
    assert.equal(part.ContentLength, 1000);
    await assert.rejects(s3.send(new ListPartsCommand(upload)), failsWith("NoSuchUpload", 404));
    const attributes = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["ETag", "ObjectSize", "ObjectParts"] }),
    );
    assert.equal(attributes.ObjectSize, 5 * MIB + 1000);
    assert.equal(attributes.ObjectParts?.TotalPartsCount, 2);
  });

  test("refuses small parts, copies into parts, and forgets an aborted upload", async () => {
    const Bucket = await makeBucket("parts");
    const source = randomBytes(6 * MIB);
    await put(Bucket, "source", source);
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "k" }));
    const upload = { Bucket, Key: "k", UploadId };
    const CopySource = `${Bucket}/source`;
    const copied = await s3.send(
      new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource, CopySourceRange: "bytes=0-99" }),
    );
    assert.equal(copied.CopyPartResult?.ETag, `"${md5(source.subarray(0, 100))}"`);
    const second = await s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 2, CopySource }));
    const Parts = [
      { PartNumber: 1, ETag: copied.CopyPartResult?.ETag },
      { PartNumber: 2, ETag: second.CopyPartResult?.ETag },
    ];
    await assert.rejects(
      s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })),
      failsWith("EntityTooSmall", 400),
    );
    await s3.send(new AbortMultipartUploadCommand(upload));
    await assert.rejects(s3.send(new AbortMultipartUploadCommand(upload)), failsWith("NoSuchUpload", 404));
  });

  test("copies objects with or without what was said of them, and tags them", async () => {
    const Bucket = await makeBucket("copies");
    await s3.send(new PutObjectCommand({ Bucket, Key: "from", Body: "x", Metadata: { a: "1" }, Tagging: "t=1" }));
    const CopySource = `/${Bucket}/from`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: "same", CopySource }));
    const same = await s3.send(new HeadObjectCommand({ Bucket, Key: "same" }));
    assert.deepEqual(same.Metadata, { a: "1" });
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: "changed",
        CopySource,
        MetadataDirective: "REPLACE",
        Metadata: { b: "2" },
        TaggingDirective: "REPLACE",
        Tagging: "u=2",
      }),
    );
    const changed = await s3.send(new HeadObjectCommand({ Bucket, Key: "changed" }));
    assert.deepEqual(changed.Metadata, { b: "2" });
    const tagging = { Bucket, Key: "changed" };
    assert.deepEqual((await s3.send(new GetObjectTaggingCommand(tagging))).TagSet, [{ Key: "u", Value: "2" }]);
    const Tagging = { TagSet: [{ Key: "v", Value: "3" }] };
    await s3.send(new PutObjectTaggingCommand({ ...tagging, Tagging }));
    assert.deepEqual((await s3.send(new GetObjectTaggingCommand(tagging))).TagSet, Tagging.TagSet);
    await assert.rejects(
      s3.send(new CopyObjectCommand({ Bucket, Key: "from", CopySource })),
      failsWith("InvalidRequest", 400),
    );
  });

  test("reads back what was configured for a bucket", async () => {
    const Bucket = await makeBucket("configured");
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    assert.equal((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Policy);
    const rule = { ID: "r", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 1 } } as const;
    const LifecycleConfiguration = { Rules: [rule] };
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    assert.deepEqual((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules, [rule]);
  });

  test("is found by host name too", async () => {
    const { port } = new URL(server.endpoint);
    const endpoint = `http://s3.localhost:${port}`;
    const client = new S3Client({ ...server.clientOptions, endpoint, requestHandler: { httpAgent: loopbackAgent } });
    const Bucket = await makeBucket("by-host");
    await client.send(new PutObjectCommand({ Bucket, Key: "k/1", Body: "v" }));
    assert.equal(await read(Bucket, "k/1"), "v");
    client.destroy();
  });

  test("outlives the server", async () => {
    const Bucket = await makeBucket("durable");
    await put(Bucket, "k", "kept");
    await server.kill();
    await server.start();
    s3.destroy();
    s3 = new S3Client({ ...server.clientOptions, forcePathStyle: true });
    assert.equal(await read(Bucket, "k"), "kept");
  });
});
