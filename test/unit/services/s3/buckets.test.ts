import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refusal, TestS3 } from "../../../support/s3.ts";

describe("CreateBucket", () => {
  test("says where the bucket is, and shares it with nobody", async () => {
    await using s3 = await TestS3.start();
    assert.deepEqual(await s3.call("CreateBucket", { Bucket: "made" }), {
      Location: "/made",
      BucketArn: "arn:aws:s3:::made",
    });
    const ownership = await s3.call("GetBucketOwnershipControls", { Bucket: "made" });
    assert.deepEqual(ownership.OwnershipControls, { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] });
    const block = await s3.call("GetPublicAccessBlock", { Bucket: "made" });
    assert.deepEqual(block.PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  test("succeeds again in us-east-1 without a change, and nowhere else", async () => {
    await using s3 = await TestS3.start();
    await s3.put("kept");
    await s3.call("CreateBucket", { Bucket: "bucket" });
    assert.equal(await s3.read("kept"), "kept");
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await assert.rejects(
      s3.call("CreateBucket", { Bucket: "bucket", CreateBucketConfiguration }, "eu-west-1"),
      refusal("BucketAlreadyOwnedByYou", 409, {
        message: "Your previous request to create the named bucket succeeded and you already own it.",
      }),
    );
  });

  test("takes the region of the server only", async () => {
    await using s3 = await TestS3.start();
    const creating = (LocationConstraint: "eu-west-1" | "us-west-2" | undefined, region: string) =>
      s3.call("CreateBucket", { Bucket: "placed", CreateBucketConfiguration: { LocationConstraint } }, region);
    await assert.rejects(creating("us-west-2", "us-east-1"), refusal("IllegalLocationConstraintException", 400));
    await assert.rejects(
      creating(undefined, "eu-west-1"),
      refusal("IllegalLocationConstraintException", 400, {
        message:
          "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.",
      }),
    );
    await creating("eu-west-1", "eu-west-1");
    const there = await s3.call("GetBucketLocation", { Bucket: "placed" }, "eu-west-1");
    assert.equal(there.LocationConstraint, "eu-west-1");
    const here = await s3.call("GetBucketLocation", { Bucket: "bucket" });
    assert.equal(here.LocationConstraint, undefined);
  });

  test("keeps tags that it is given at once", async () => {
    await using s3 = await TestS3.start();
    const Tags = [{ Key: "team", Value: "blue" }];
    await s3.call("CreateBucket", { Bucket: "tagged", CreateBucketConfiguration: { Tags } });
    assert.deepEqual((await s3.call("GetBucketTagging", { Bucket: "tagged" })).TagSet, Tags);
  });

  test("refuses names that no bucket has, and what is not there", async () => {
    await using s3 = await TestS3.start();
    await assert.rejects(s3.call("CreateBucket", { Bucket: "No_Bucket" }), refusal("InvalidBucketName", 400));
    await assert.rejects(
      s3.call("CreateBucket", { Bucket: "locked", ObjectLockEnabledForBucket: true }),
      refusal("NotImplemented", 501),
    );
    await assert.rejects(
      s3.call("CreateBucket", { Bucket: "shared", ACL: "public-read" }),
      refusal("AccessControlListNotSupported", 400),
    );
    await assert.rejects(s3.call("HeadBucket", { Bucket: "shared" }), refusal("NoSuchBucket", 404));
  });
});

describe("HeadBucket", () => {
  test("tells the region, and refuses a bucket of an unexpected owner", async () => {
    await using s3 = await TestS3.start();
    assert.equal((await s3.call("HeadBucket", { Bucket: "bucket" })).BucketRegion, "us-east-1");
    await s3.call("HeadBucket", { Bucket: "bucket", ExpectedBucketOwner: "000000000000" });
    await assert.rejects(
      s3.call("HeadBucket", { Bucket: "bucket", ExpectedBucketOwner: "111111111111" }),
      refusal("AccessDenied", 403),
    );
  });
});

describe("ListBuckets", () => {
  test("lists all in the order of their names, page by page where asked", async () => {
    await using s3 = await TestS3.start();
    await s3.call("CreateBucket", { Bucket: "zebra" });
    await s3.call("CreateBucket", { Bucket: "ant" });
    const all = await s3.call("ListBuckets", {});
    assert.deepEqual(
      all.Buckets?.map(({ Name }) => Name),
      ["ant", "bucket", "zebra"],
    );
    assert.equal(all.Buckets?.[0]?.BucketRegion, undefined);
    assert.match(all.Owner?.ID ?? "", /^[0-9a-f]{64}$/);
    const first = await s3.call("ListBuckets", { MaxBuckets: 2 });
    assert.equal(first.Buckets?.[0]?.BucketRegion, "us-east-1");
    const { Buckets, ContinuationToken } = await s3.call("ListBuckets", {
      MaxBuckets: 2,
      ContinuationToken: first.ContinuationToken,
    });
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      ["zebra"],
    );
    assert.equal(ContinuationToken, undefined);
  });

  test("lists those of a prefix, or of a region", async () => {
    await using s3 = await TestS3.start();
    await s3.call("CreateBucket", { Bucket: "app-one" });
    const named = await s3.call("ListBuckets", { Prefix: "app-" });
    assert.deepEqual(
      named.Buckets?.map(({ Name, BucketRegion }) => [Name, BucketRegion]),
      [["app-one", "us-east-1"]],
    );
    assert.equal((await s3.call("ListBuckets", { BucketRegion: "us-east-1" })).Buckets?.length, 2);
    assert.deepEqual((await s3.call("ListBuckets", { BucketRegion: "eu-west-1" })).Buckets, []);
  });
});

describe("DeleteBucket", () => {
  test("removes an empty bucket with its configuration and its unfinished uploads", async () => {
    await using s3 = await TestS3.start();
    const { UploadId = "" } = await s3.call("CreateMultipartUpload", { Bucket: "bucket", Key: "k" });
    await s3.call("PutBucketTagging", { Bucket: "bucket", Tagging: { TagSet: [{ Key: "a", Value: "b" }] } });
    await s3.call("DeleteBucket", { Bucket: "bucket" });
    await assert.rejects(s3.call("HeadBucket", { Bucket: "bucket" }), refusal("NoSuchBucket", 404));
    await s3.call("CreateBucket", { Bucket: "bucket" });
    await assert.rejects(s3.call("GetBucketTagging", { Bucket: "bucket" }), refusal("NoSuchTagSet", 404));
    await assert.rejects(s3.call("ListParts", { Bucket: "bucket", Key: "k", UploadId }), refusal("NoSuchUpload", 404));
  });

  test("keeps a bucket with an object, or with a version of one", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k");
    const deleting = () => s3.call("DeleteBucket", { Bucket: "bucket" });
    await assert.rejects(
      deleting(),
      refusal("BucketNotEmpty", 409, { message: "The bucket you tried to delete is not empty" }),
    );
    await s3.setVersioning("Enabled");
    await s3.call("DeleteObject", { Bucket: "bucket", Key: "k" });
    await assert.rejects(
      deleting(),
      refusal("BucketNotEmpty", 409, {
        message: "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
      }),
    );
  });
});

describe("configurations of a bucket", () => {
  test("of tags are replaced as a whole", async () => {
    await using s3 = await TestS3.start();
    const put = (TagSet: readonly { Key: string; Value: string }[]) =>
      s3.call("PutBucketTagging", { Bucket: "bucket", Tagging: { TagSet } });
    await put([{ Key: "a", Value: "1" }]);
    await put([{ Key: "b", Value: "2" }]);
    assert.deepEqual((await s3.call("GetBucketTagging", { Bucket: "bucket" })).TagSet, [{ Key: "b", Value: "2" }]);
    await assert.rejects(
      put([
        { Key: "c", Value: "1" },
        { Key: "c", Value: "2" },
      ]),
      refusal("InvalidTag", 400, { message: "Cannot provide multiple Tags with the same key" }),
    );
    await s3.call("DeleteBucketTagging", { Bucket: "bucket" });
    await assert.rejects(
      s3.call("GetBucketTagging", { Bucket: "bucket" }),
      refusal("NoSuchTagSet", 404, { message: "The TagSet does not exist" }),
    );
  });

  test("of a policy come back to the letter, and must be a policy", async () => {
    await using s3 = await TestS3.start();
    const Policy = '{ "Version": "2012-10-17",  "Statement": [] }';
    await s3.call("PutBucketPolicy", { Bucket: "bucket", Policy });
    assert.deepEqual(await s3.call("GetBucketPolicy", { Bucket: "bucket" }), { Policy });
    const status = await s3.call("GetBucketPolicyStatus", { Bucket: "bucket" });
    assert.deepEqual(status.PolicyStatus, { IsPublic: false });
    const putting = (text: string) => s3.call("PutBucketPolicy", { Bucket: "bucket", Policy: text });
    await assert.rejects(putting("[]"), refusal("MalformedPolicy", 400));
    await assert.rejects(
      putting("{"),
      refusal("MalformedPolicy", 400, { message: "This policy contains invalid Json" }),
    );
    await assert.rejects(putting("{}"), refusal("MalformedPolicy", 400));
    await s3.call("DeleteBucketPolicy", { Bucket: "bucket" });
    await assert.rejects(s3.call("GetBucketPolicy", { Bucket: "bucket" }), refusal("NoSuchBucketPolicy", 404));
  });

  test("of encryption come back with the default that was left out", async () => {
    await using s3 = await TestS3.start();
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "AES256" } as const;
    await s3.call("PutBucketEncryption", {
      Bucket: "bucket",
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
    });
    const found = await s3.call("GetBucketEncryption", { Bucket: "bucket" });
    assert.deepEqual(found.ServerSideEncryptionConfiguration?.Rules, [
      { ApplyServerSideEncryptionByDefault, BucketKeyEnabled: false },
    ]);
    await s3.call("DeleteBucketEncryption", { Bucket: "bucket" });
    await assert.rejects(
      s3.call("GetBucketEncryption", { Bucket: "bucket" }),
      refusal("ServerSideEncryptionConfigurationNotFoundError", 404),
    );
  });

  test("of lifecycles come back with an id for each rule", async () => {
    await using s3 = await TestS3.start();
    const at = new Date("2030-01-01T00:00:00Z");
    await s3.call("PutBucketLifecycleConfiguration", {
      Bucket: "bucket",
      LifecycleConfiguration: {
        Rules: [{ Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Date: at } }],
      },
    });
    const { Rules, TransitionDefaultMinimumObjectSize } = await s3.call("GetBucketLifecycleConfiguration", {
      Bucket: "bucket",
    });
    assert.equal(TransitionDefaultMinimumObjectSize, "all_storage_classes_128K");
    assert.match(Rules?.[0]?.ID ?? "", /./);
    assert.deepEqual(Rules?.[0]?.Expiration, { Date: at });
    await assert.rejects(
      s3.call("PutBucketLifecycleConfiguration", { Bucket: "bucket", LifecycleConfiguration: { Rules: [] } }),
      refusal("MalformedXML", 400),
    );
    await s3.call("DeleteBucketLifecycle", { Bucket: "bucket" });
    await assert.rejects(
      s3.call("GetBucketLifecycleConfiguration", { Bucket: "bucket" }),
      refusal("NoSuchLifecycleConfiguration", 404),
    );
  });

  test("of CORS, ownership and public access come back and go away", async () => {
    await using s3 = await TestS3.start();
    const Bucket = "bucket";
    const CORSRules = [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"] }];
    await s3.call("PutBucketCors", { Bucket, CORSConfiguration: { CORSRules } });
    assert.deepEqual((await s3.call("GetBucketCors", { Bucket })).CORSRules, CORSRules);
    await s3.call("DeleteBucketCors", { Bucket });
    await assert.rejects(s3.call("GetBucketCors", { Bucket }), refusal("NoSuchCORSConfiguration", 404));
    await s3.call("DeleteBucketOwnershipControls", { Bucket });
    await assert.rejects(
      s3.call("GetBucketOwnershipControls", { Bucket }),
      refusal("OwnershipControlsNotFoundError", 404),
    );
    await s3.call("PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } });
    assert.deepEqual((await s3.call("GetPublicAccessBlock", { Bucket })).PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
    await s3.call("DeletePublicAccessBlock", { Bucket });
    await assert.rejects(
      s3.call("GetPublicAccessBlock", { Bucket }),
      refusal("NoSuchPublicAccessBlockConfiguration", 404),
    );
  });

  test("of versioning are none until one is put, and cannot be taken back", async () => {
    await using s3 = await TestS3.start();
    const status = async () => (await s3.call("GetBucketVersioning", { Bucket: "bucket" })).Status;
    assert.equal(await status(), undefined);
    await s3.setVersioning("Enabled");
    assert.equal(await status(), "Enabled");
    await s3.setVersioning("Suspended");
    assert.equal(await status(), "Suspended");
    await assert.rejects(
      s3.call("PutBucketVersioning", { Bucket: "bucket", VersioningConfiguration: {} }),
      refusal("IllegalVersioningConfigurationException", 400),
    );
  });

  test("that no bucket here can have are absent, as AWS says it", async () => {
    await using s3 = await TestS3.start();
    const Bucket = "bucket";
    await assert.rejects(s3.call("GetBucketWebsite", { Bucket }), refusal("NoSuchWebsiteConfiguration", 404));
    await assert.rejects(
      s3.call("GetBucketReplication", { Bucket }),
      refusal("ReplicationConfigurationNotFoundError", 404),
    );
    await assert.rejects(
      s3.call("GetObjectLockConfiguration", { Bucket }),
      refusal("ObjectLockConfigurationNotFoundError", 404),
    );
    assert.deepEqual(await s3.call("GetBucketLogging", { Bucket }), {});
    assert.deepEqual(await s3.call("GetBucketAccelerateConfiguration", { Bucket }), {});
    assert.deepEqual(await s3.call("GetBucketRequestPayment", { Bucket }), { Payer: "BucketOwner" });
  });

  test("of access are the owner's alone", async () => {
    await using s3 = await TestS3.start();
    await s3.put("k");
    const { Owner, Grants } = await s3.call("GetBucketAcl", { Bucket: "bucket" });
    assert.deepEqual(Grants, [{ Grantee: { ...Owner, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" }]);
    assert.deepEqual((await s3.call("GetObjectAcl", { Bucket: "bucket", Key: "k" })).Grants, Grants);
    await s3.call("PutBucketAcl", { Bucket: "bucket", ACL: "private" });
    await assert.rejects(
      s3.call("PutObjectAcl", { Bucket: "bucket", Key: "k", ACL: "public-read" }),
      refusal("AccessControlListNotSupported", 400, { message: "The bucket does not allow ACLs" }),
    );
  });
});
