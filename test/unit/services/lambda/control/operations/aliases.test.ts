import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

const OTHER_ROLE = "arn:aws:iam::000000000000:role/other";

/** A function with versions 1 and 2, which differ in `settings`. */
const twoVersions = async (
  control: LambdaControl,
  settings: Omit<Parameters<LambdaControl["configure"]>[0], "FunctionName"> = { Timeout: 5 },
) => {
  await control.create("hello");
  await control.call("PublishVersion", { FunctionName: "hello" });
  await control.configure({ FunctionName: "hello", ...settings });
  await control.call("PublishVersion", { FunctionName: "hello" });
};

const live = { FunctionName: "hello", Name: "live" };
const weights = (AdditionalVersionWeights: Record<string, number>) => ({ AdditionalVersionWeights });

describe("CreateAlias", () => {
  test("names a version", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    const created = await control.call("CreateAlias", { ...live, FunctionVersion: "1", Description: "what runs" });
    const { RevisionId, ...rest } = created;
    assert.match(String(RevisionId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      AliasArn: `${ARN}:hello:live`,
      Name: "live",
      FunctionVersion: "1",
      Description: "what runs",
    });
    assert.deepEqual(await control.call("GetAlias", live), created);
  });

  test("refuses two versions with different roles", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control, { Role: OTHER_ROLE });
    await assert.rejects(
      control.call("CreateAlias", { ...live, FunctionVersion: "1", RoutingConfig: weights({ 2: 0.5 }) }),
      refusal("InvalidParameterValueException", "Specified versions must be associated with the same execution role"),
    );
    await assert.rejects(control.call("GetAlias", live), { code: "ResourceNotFoundException" });
  });

  test("refuses two versions with different dead-letter queues", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control, { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" } });
    await assert.rejects(
      control.call("CreateAlias", { ...live, FunctionVersion: "1", RoutingConfig: weights({ 2: 0.5 }) }),
      /same dead-letter queue/,
    );
  });

  test("takes whole functions only", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await assert.rejects(
      control.call("CreateAlias", { FunctionName: "hello:1", Name: "live", FunctionVersion: "1" }),
      /Please specify either a function name or an unqualified function ARN/,
    );
  });
});

describe("UpdateAlias", () => {
  test("changes what it is told, and leaves the rest", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    const RoutingConfig = weights({ 2: 0.25 });
    await control.call("CreateAlias", { ...live, FunctionVersion: "1", Description: "canary", RoutingConfig });
    const described = await control.call("UpdateAlias", { ...live, Description: "later" });
    assert.deepEqual(described.RoutingConfig, RoutingConfig);
    assert.equal(described.FunctionVersion, "1");
    const moved = await control.call("UpdateAlias", { ...live, FunctionVersion: "2", RoutingConfig: weights({}) });
    assert.equal(moved.Description, "later");
    assert.equal(moved.FunctionVersion, "2");
    assert.equal(moved.RoutingConfig, undefined);
    assert.deepEqual(await control.call("GetAlias", live), moved);
  });

  test("holds the whole to the rules, not only what it changes", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { ...live, FunctionVersion: "1", RoutingConfig: weights({ 2: 0.25 }) });
    await assert.rejects(
      control.call("UpdateAlias", { ...live, FunctionVersion: "2" }),
      refusal(
        "InvalidParameterValueException",
        "Invalid function version 2. Function version 2 is already included in routing configuration.",
      ),
    );
    await assert.rejects(
      control.call("UpdateAlias", { ...live, FunctionVersion: "$LATEST" }),
      refusal(
        "InvalidParameterValueException",
        "$LATEST is not supported for an alias pointing to more than 1 version",
      ),
    );
    await assert.rejects(
      control.call("UpdateAlias", { ...live, FunctionVersion: "9" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello:9`),
    );
    assert.equal((await control.call("GetAlias", live)).FunctionVersion, "1");
  });

  test("lets one of many clients win that change the same revision", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    const { RevisionId } = await control.call("CreateAlias", { ...live, FunctionVersion: "1" });
    const update = (Description: string) => control.call("UpdateAlias", { ...live, Description, RevisionId });
    const outcomes = await Promise.allSettled([update("a"), update("b"), update("c")]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["fulfilled", "rejected", "rejected"],
    );
    assert.equal((await control.call("GetAlias", live)).Description, "a");
  });
});

describe("DeleteAlias", () => {
  test("removes the alias and keeps the version", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { ...live, FunctionVersion: "1" });
    await control.call("Invoke", { FunctionName: "hello:live" });
    await control.call("DeleteAlias", live);
    await assert.rejects(
      control.call("Invoke", { FunctionName: "hello:live" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello:live`),
    );
    assert.equal((await control.call("Invoke", { FunctionName: "hello:1" })).StatusCode, 200);
  });

  test("does not mind an alias that is not there, of a function that is", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    assert.equal(await control.call("DeleteAlias", live), undefined);
    await assert.rejects(
      control.call("DeleteAlias", { FunctionName: "nobody", Name: "live" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:nobody`),
    );
  });
});

describe("ListAliases", () => {
  test("lists by name, page by page", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { FunctionName: "hello", Name: "test", FunctionVersion: "2" });
    await control.call("CreateAlias", { FunctionName: "hello", Name: "live", FunctionVersion: "1" });
    await control.call("CreateAlias", { FunctionName: "hello", Name: "newest", FunctionVersion: "$LATEST" });
    const first = await control.call("ListAliases", { FunctionName: "hello", MaxItems: 2 });
    const Marker = first.NextMarker;
    const second = await control.call("ListAliases", { FunctionName: "hello", MaxItems: 2, Marker });
    assert.deepEqual(
      [first, second].map(({ Aliases }) => Aliases?.map(({ Name }) => Name)),
      [["live", "newest"], ["test"]],
    );
    assert.equal(second.NextMarker, undefined);
  });

  test("lists those of one version", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { ...live, FunctionVersion: "1" });
    await control.call("CreateAlias", { FunctionName: "hello", Name: "test", FunctionVersion: "2" });
    const { Aliases } = await control.call("ListAliases", { FunctionName: "hello", FunctionVersion: "2" });
    assert.deepEqual(
      Aliases?.map(({ Name }) => Name),
      ["test"],
    );
  });

  test("knows no function that is not there", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.call("ListAliases", { FunctionName: "nobody" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:nobody`),
    );
  });
});

describe("Invoke through an alias", () => {
  test("runs its version, and names the function as the caller did", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { ...live, FunctionVersion: "1" });
    await control.call("Invoke", { FunctionName: `${ARN}:hello:live` });
    await control.call("Invoke", { FunctionName: "hello", Qualifier: "2" });
    assert.deepEqual(
      control.invoker.invocations.map(({ functionVersion, invokedFunctionArn }) => [
        functionVersion.version,
        invokedFunctionArn,
      ]),
      [
        ["1", `${ARN}:hello:live`],
        ["2", `${ARN}:hello:2`],
      ],
    );
  });

  test("chooses between two versions by weight, each time anew", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { ...live, FunctionVersion: "1", RoutingConfig: weights({ 2: 0.25 }) });
    control.random = 0.24;
    await control.call("Invoke", { FunctionName: "hello:live" });
    control.random = 0.25;
    await control.call("Invoke", { FunctionName: "hello:live" });
    assert.deepEqual(
      control.invoker.invocations.map(({ functionVersion }) => functionVersion.version),
      ["2", "1"],
    );
  });

  test("follows the alias at once", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { ...live, FunctionVersion: "1" });
    await control.call("Invoke", { FunctionName: "hello:live" });
    await control.call("UpdateAlias", { ...live, FunctionVersion: "2" });
    await control.call("Invoke", { FunctionName: "hello:live" });
    assert.deepEqual(
      control.invoker.invocations.map(({ functionVersion }) => functionVersion.version),
      ["1", "2"],
    );
  });

  test("reads one of two versions as the alias's own one", async () => {
    await using control = await LambdaControl.start();
    await twoVersions(control);
    await control.call("CreateAlias", { ...live, FunctionVersion: "1", RoutingConfig: weights({ 2: 1 }) });
    const configuration = await control.call("GetFunctionConfiguration", { FunctionName: "hello:live" });
    assert.equal(configuration.Version, "1");
    assert.equal(configuration.FunctionArn, `${ARN}:hello:live`);
  });
});
