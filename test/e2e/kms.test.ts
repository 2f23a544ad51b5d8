import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisabledException,
  EncryptCommand,
  GenerateDataKeyCommand,
  InvalidCiphertextException,
  KMSClient,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { awsCli } from "../support/aws-cli.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";

describe("KMS", () => {
  let server: TestServer;
  let kms: KMSClient;

  serveTests((started, open) => {
    server = started;
    kms = open(new KMSClient(server.clientOptions));
  });

  test("encrypts for an alias and decrypts without being told the key", async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: "of a test" }));
    await kms.send(new CreateAliasCommand({ AliasName: "alias/test", TargetKeyId: KeyMetadata?.KeyId }));
    const EncryptionContext = { tenant: "a" };
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: "alias/test", Plaintext: Buffer.from("secret"), EncryptionContext }),
    );
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    assert.equal(Buffer.from(opened.Plaintext ?? []).toString(), "secret");
    assert.equal(opened.KeyId, KeyMetadata?.Arn);
    await assert.rejects(kms.send(new DecryptCommand({ CiphertextBlob })), InvalidCiphertextException);
  });

  test("opens data keys again after a restart, and not once their key is disabled", async () => {
    const { KeyMetadata: { KeyId } = {} } = await kms.send(new CreateKeyCommand({}));
    const dataKey = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
    await server.kill();
    await server.start();
    kms.destroy();
    kms = new KMSClient(server.clientOptions);
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob: dataKey.CiphertextBlob }));
    assert.deepEqual(opened.Plaintext, dataKey.Plaintext);
    await kms.send(new DisableKeyCommand({ KeyId }));
    await assert.rejects(kms.send(new DecryptCommand({ CiphertextBlob: dataKey.CiphertextBlob })), DisabledException);
  });

  test("schedules deletions", async () => {
    const { KeyMetadata: { KeyId } = {} } = await kms.send(new CreateKeyCommand({}));
    const scheduled = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    assert.equal(KeyMetadata?.KeyState, "PendingDeletion");
    assert.deepEqual(KeyMetadata.DeletionDate, scheduled.DeletionDate);
  });

  test("answers the AWS CLI", async () => {
    const cli = await awsCli();
    const { stdout, stderr } = await cli.run(
      ["kms", "describe-key", "--key-id", "alias/test", "--query", "KeyMetadata.Description"],
      server.environment,
    );
    assert.equal(stdout.trim(), '"of a test"', stderr);
  });

  test("lists keys by pages", async () => {
    const pages: number[] = [];
    for await (const { Keys } of paginateListKeys({ client: kms, pageSize: 2 }, {})) pages.push(Keys?.length ?? 0);
    assert.deepEqual(pages, [2, 1]);
  });
});
