import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { LambdaControl, refusal } from "../../../../../support/lambda-control.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";

const SECRET = "correct-horse-battery-staple";
const OTHER_SECRET = "incorrect-donkey-charger-paperclip";
const Environment = { Variables: { PASSWORD: SECRET } };
const DAY_MS = 86_400_000;

/** Everything that lies in a directory, in one buffer. */
const bytesIn = (directory: string): Buffer => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
};

const invalid = (kms: string) =>
  refusal(
    "InvalidParameterValueException",
    "Lambda was unable to configure access to your environment variables because the KMS key is invalid for " +
      `CreateGrant. Please check your KMS key settings. KMS Exception: ${kms}`,
  );

const invoke = (control: LambdaControl) => control.call("Invoke", { FunctionName: "hello" });
const environmentOf = async (control: LambdaControl) =>
  (await control.call("GetFunctionConfiguration", { FunctionName: "hello" })).Environment;

describe("environment variables at rest", () => {
  test("are shown to callers, and lie nowhere in clear", async () => {
    using home = temporaryDirectory();
    await using control = await LambdaControl.start(home.path);
    await control.create("hello", { Environment });
    assert.deepEqual(await environmentOf(control), Environment);
    await control.configure({ FunctionName: "hello", Environment: { Variables: { PASSWORD: OTHER_SECRET } } });
    await control.call("PublishVersion", { FunctionName: "hello" });
    const stored = bytesIn(home.path);
    assert.equal(stored.includes("sealedEnvironment"), true);
    assert.equal(stored.includes(SECRET), false);
    assert.equal(stored.includes(OTHER_SECRET), false);
  });

  test("are read again by the next start", async () => {
    using home = temporaryDirectory();
    const create = async () => {
      await using control = await LambdaControl.start(home.path);
      await control.create("hello", { Environment });
    };
    await create();
    await using control = await LambdaControl.start(home.path);
    assert.deepEqual(await environmentOf(control), Environment);
    await invoke(control);
    assert.deepEqual(control.invoker.invocations[0]?.functionVersion.settings.environment, Environment.Variables);
  });

  test("stay with the version that was published with them", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello", { Environment, Publish: true });
    await control.configure({ FunctionName: "hello", Environment: { Variables: { PASSWORD: OTHER_SECRET } } });
    const published = await control.call("GetFunctionConfiguration", { FunctionName: "hello", Qualifier: "1" });
    assert.deepEqual(published.Environment, Environment);
  });

  test("are encrypted under Lambda's own key, made when the first function has some", async () => {
    await using control = await LambdaControl.start();
    await control.create("without");
    assert.deepEqual((await control.callKms("ListKeys", {})).Keys, []);
    const configuration = await control.create("hello", { Environment });
    assert.equal("KMSKeyArn" in configuration, false);
    const { Aliases } = await control.callKms("ListAliases", {});
    assert.deepEqual(
      Aliases?.map(({ AliasName }) => AliasName),
      ["alias/aws/lambda"],
    );
  });

  test("survive the rotation of their key", async () => {
    await using control = await LambdaControl.start();
    const KMSKeyArn = await control.createKmsKey();
    await control.create("hello", { Environment, KMSKeyArn });
    await control.callKms("RotateKeyOnDemand", { KeyId: KMSKeyArn });
    assert.deepEqual(await environmentOf(control), Environment);
  });
});

describe("a function's own KMS key", () => {
  test("stops its invocations when it is disabled, and lets them go on when it is enabled", async () => {
    await using control = await LambdaControl.start();
    const KMSKeyArn = await control.createKmsKey();
    await control.create("hello", { Environment, KMSKeyArn });
    await invoke(control);
    const retired = control.invoker.nextRetire();
    await control.callKms("DisableKey", { KeyId: KMSKeyArn });
    await retired;
    await assert.rejects(invoke(control), {
      statusCode: 502,
      code: "KMSDisabledException",
      message:
        "Lambda was unable to decrypt the environment variables because the KMS key used is disabled. " +
        "Please check the function's KMS key settings.",
    });
    await control.callKms("EnableKey", { KeyId: KMSKeyArn });
    await invoke(control);
  });

  test("answers an error in the place of the variables while it is disabled", async () => {
    await using control = await LambdaControl.start();
    const KMSKeyArn = await control.createKmsKey();
    await control.create("hello", { Environment, KMSKeyArn });
    await control.callKms("DisableKey", { KeyId: KMSKeyArn });
    const Error = {
      ErrorCode: "DisabledException",
      Message:
        "Lambda was unable to decrypt your environment variables because the KMS key used is disabled. " +
        `Please check your KMS key settings. KMS Exception: DisabledException KMS Message: ${KMSKeyArn} is disabled.`,
    };
    assert.deepEqual(await environmentOf(control), { Error });
    const { Functions } = await control.call("ListFunctions", {});
    assert.deepEqual(Functions?.[0]?.Environment, { Error });
  });

  test("stops invocations when it is about to be deleted, and when it is gone", async () => {
    await using control = await LambdaControl.start();
    const KMSKeyArn = await control.createKmsKey();
    await control.create("hello", { Environment, KMSKeyArn });
    await control.callKms("ScheduleKeyDeletion", { KeyId: KMSKeyArn, PendingWindowInDays: 7 });
    await assert.rejects(invoke(control), {
      statusCode: 502,
      code: "KMSInvalidStateException",
      message:
        "Lambda was unable to decrypt the environment variables because the KMS key is in an invalid state " +
        "for Decrypt. Please check the function's KMS key settings.",
    });
    await control.clock.advance(8 * DAY_MS);
    await assert.rejects(invoke(control), {
      statusCode: 502,
      code: "KMSNotFoundException",
      message:
        "Lambda was unable to decrypt the environment variables because the KMS key was not found. " +
        "Please check the function's KMS key settings.",
    });
  });

  test("is left alone by updates that say nothing of it or of the variables", async () => {
    await using control = await LambdaControl.start();
    const KMSKeyArn = await control.createKmsKey();
    await control.create("hello", { Environment, KMSKeyArn });
    await control.callKms("DisableKey", { KeyId: KMSKeyArn });
    await control.configure({ FunctionName: "hello", Timeout: 30 });
    await control.callKms("EnableKey", { KeyId: KMSKeyArn });
    assert.deepEqual(await environmentOf(control), Environment);
  });

  test("can be exchanged while it can be used, and not when the variables cannot be read", async () => {
    await using control = await LambdaControl.start();
    const old = await control.createKmsKey();
    const next = await control.createKmsKey();
    await control.create("hello", { Environment, KMSKeyArn: old });
    const changed = await control.configure({ FunctionName: "hello", KMSKeyArn: next });
    assert.deepEqual([changed.KMSKeyArn, changed.Environment], [next, Environment]);
    await control.callKms("DisableKey", { KeyId: old });
    assert.deepEqual(await environmentOf(control), Environment);
    await control.callKms("DisableKey", { KeyId: next });
    const back = control.call("UpdateFunctionConfiguration", { FunctionName: "hello", KMSKeyArn: "" });
    await assert.rejects(back, { code: "InvalidParameterValueException", message: /unable to decrypt/ });
    const replaced = { FunctionName: "hello", KMSKeyArn: "", Environment };
    assert.deepEqual((await control.configure(replaced)).Environment, Environment);
  });

  test("is checked when it is named", async () => {
    await using control = await LambdaControl.start();
    const disabled = await control.createKmsKey();
    await control.callKms("DisableKey", { KeyId: disabled });
    const unknown = "arn:aws:kms:us-east-1:000000000000:key/134f2428-cec1-4b25-a1ae-9048164dba47";
    const creating = (KMSKeyArn: string) => control.create("hello", { Environment, KMSKeyArn });
    await assert.rejects(creating(unknown), invalid(`NotFoundException KMS Message: Key '${unknown}' does not exist`));
    await assert.rejects(creating(disabled), invalid(`DisabledException KMS Message: ${disabled} is disabled.`));
    await assert.rejects(
      creating("arn:aws:kms:us-east-1:000000000000:alias/mine"),
      invalid("InvalidArnException KMS Message: Key Aliases are not supported for this operation."),
    );
  });
});

/** Turns what is stored back into what an earlier version wrote. */
const storeInClear = async (home: string, KMSKeyArn: string): Promise<void> => {
  await using control = await LambdaControl.start(home);
  await control.create("hello", { Environment });
  const { database } = control;
  const replace = "UPDATE function_versions SET settings = replace(settings, ?, ?)";
  await database.run(replace, '"environment":{}', `"environment":${JSON.stringify(Environment.Variables)}`);
  await database.run(replace, '"sealedEnvironment"', '"nothing"');
  await database.run(replace, '"other":{', `"other":{"KMSKeyArn":"${KMSKeyArn}",`);
};

describe("variables that an earlier version stored in clear", () => {
  // Keys were not looked at in those days.
  const KMSKeyArn = "arn:aws:kms:us-east-1:000000000000:key/1";

  test("are encrypted by the next start, under Lambda's own key when theirs never was", async () => {
    using home = temporaryDirectory();
    await storeInClear(home.path, KMSKeyArn);
    assert.equal(bytesIn(home.path).includes(SECRET), true);
    const encrypt = async () => {
      await using control = await LambdaControl.start(home.path);
      const configuration = await control.call("GetFunctionConfiguration", { FunctionName: "hello" });
      assert.deepEqual([configuration.KMSKeyArn, configuration.Environment], [KMSKeyArn, Environment]);
    };
    await encrypt();
    assert.equal(bytesIn(home.path).includes(SECRET), false);
  });
});
