import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";
import { zip } from "../../../../../support/zip.ts";

const LAYER = "arn:aws:lambda:us-east-1:000000000000:layer";

describe("Layers of a function", () => {
  test("are shown with the size of their archives, in the function's order", async () => {
    await using control = await LambdaControl.start();
    const base = await publish(control, "base", "base");
    const tools = await publish(control, "tools", "something longer");
    const created = await control.create("hello", { Layers: [tools.arn, base.arn] });
    const shown = [
      { Arn: tools.arn, CodeSize: tools.sizeBytes },
      { Arn: base.arn, CodeSize: base.sizeBytes },
    ];
    assert.deepEqual(created.Layers, shown);
    assert.deepEqual((await control.call("GetFunction", { FunctionName: "hello" })).Configuration?.Layers, shown);
    assert.deepEqual((await control.call("ListFunctions", {})).Functions?.[0]?.Layers, shown);
  });

  test("are told to the invoker with their content", async () => {
    await using control = await LambdaControl.start();
    const tools = await publish(control, "tools", "tools");
    await control.create("hello", { Layers: [tools.arn] });
    await control.call("Invoke", { FunctionName: "hello" });
    const [layer] = control.invoker.invocations[0]?.functionVersion.settings.layers ?? [];
    assert.equal(layer?.arn, tools.arn);
    assert.equal(Buffer.from(layer?.sha256 ?? "", "hex").toString("base64"), tools.codeSha256);
    assert.equal(layer?.unzippedBytes, "tools".length);
  });

  test("stay when an update does not name them, and go with an empty list", async () => {
    await using control = await LambdaControl.start();
    const tools = await publish(control, "tools", "tools");
    await control.create("hello", { Layers: [tools.arn] });
    const longer = await control.configure({ FunctionName: "hello", Timeout: 9 });
    assert.deepEqual(longer.Layers, [{ Arn: tools.arn, CodeSize: tools.sizeBytes }]);
    const bare = await control.configure({ FunctionName: "hello", Layers: [] });
    assert.equal(bare.Layers, undefined);
  });

  test("stay when their versions are deleted, but are not given to a function any more", async () => {
    await using control = await LambdaControl.start();
    const tools = await publish(control, "tools", "tools");
    await control.create("hello", { Layers: [tools.arn] });
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    const kept = await control.configure({ FunctionName: "hello", Timeout: 9 });
    assert.deepEqual(kept.Layers, [{ Arn: tools.arn, CodeSize: tools.sizeBytes }]);
    await assert.rejects(
      control.call("UpdateFunctionConfiguration", { FunctionName: "hello", Layers: [tools.arn] }),
      refusal("InvalidParameterValueException", `Layer version ${tools.arn} does not exist.`),
    );
  });

  test("belong to a published version as they were", async () => {
    await using control = await LambdaControl.start();
    const tools = await publish(control, "tools", "tools");
    await control.create("hello", { Layers: [tools.arn] });
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.configure({ FunctionName: "hello", Layers: [] });
    const version = await control.call("GetFunctionConfiguration", { FunctionName: "hello", Qualifier: "1" });
    assert.deepEqual(version.Layers, [{ Arn: tools.arn, CodeSize: tools.sizeBytes }]);
  });

  test("are five at most, of this region, one version of each, and must be there", async () => {
    await using control = await LambdaControl.start();
    const { arn } = await publish(control, "tools", "tools");
    const refused = async (Layers: readonly string[], message: string) => {
      const request = { ...(await minimalFunction("hello")), Layers };
      await assert.rejects(control.call("CreateFunction", request), refusal("InvalidParameterValueException", message));
    };
    await refused([arn, arn, arn, arn, arn, arn], "Cannot reference more than 5 layers.");
    await refused(
      [`${LAYER}:tools:2`.replace("us-east-1", "eu-west-1")],
      "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
    );
    await refused(
      [arn, arn],
      "Two different versions of the same layer are not allowed to be referenced in the same function. " +
        `${arn} and ${arn} are versions of the same layer.`,
    );
    await refused([arn, `${LAYER}:nobody:1`], `Layer version ${LAYER}:nobody:1 does not exist.`);
  });

  test("share 262,144,000 bytes with the code, whichever comes last", async () => {
    await using control = await LambdaControl.start();
    const layer = await zip({ "layer.txt": "layer" });
    const fits = await zip({ "fits.txt": "fits" });
    const tooLarge = await zip({ "too-large.txt": "too large" });
    control.pretendUnzipped(layer, 131_072_000);
    control.pretendUnzipped(fits, 131_072_000);
    control.pretendUnzipped(tooLarge, 131_072_001);
    await control.call("PublishLayerVersion", { LayerName: "large", Content: { ZipFile: layer } });
    const Layers = [`${LAYER}:large:1`];
    const refused = refusal(
      "InvalidParameterValueException",
      "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. " +
        "The actual size is 262144001 bytes.",
    );
    await control.create("fits", { Layers, Code: { ZipFile: fits } });
    await assert.rejects(control.call("UpdateFunctionCode", { FunctionName: "fits", ZipFile: tooLarge }), refused);
    const bare = { ...(await minimalFunction("bare")), Code: { ZipFile: tooLarge } };
    await assert.rejects(control.call("CreateFunction", { ...bare, Layers }), refused);
    await control.create("bare", bare);
    await assert.rejects(control.call("UpdateFunctionConfiguration", { FunctionName: "bare", Layers }), refused);
  });

  test("may not take more than that already without the code", async () => {
    await using control = await LambdaControl.start();
    const archive = await zip({ "a.txt": "a" });
    control.pretendUnzipped(archive, 131_072_001);
    await control.call("PublishLayerVersion", { LayerName: "one", Content: { ZipFile: archive } });
    await control.call("PublishLayerVersion", { LayerName: "two", Content: { ZipFile: archive } });
    const Layers = [`${LAYER}:one:1`, `${LAYER}:two:1`];
    await assert.rejects(
      control.call("CreateFunction", { ...(await minimalFunction("hello")), Layers }),
      refusal("InvalidParameterValueException", "Layers consume more than the available size of 262144000 bytes"),
    );
  });
});

describe("The content of a layer version", () => {
  const HOUR_MS = 3_600_000;

  test("is kept while the version is there, and removed an hour after it was deleted", async () => {
    await using control = await LambdaControl.start();
    const tools = await publish(control, "tools", "tools");
    await control.clock.advance(2 * HOUR_MS);
    assert.deepEqual(await referenced(control), [tools.codeSha256]);
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    await control.clock.advance(HOUR_MS - 1);
    assert.deepEqual(await referenced(control), [tools.codeSha256]);
    await control.clock.advance(1);
    assert.deepEqual(await referenced(control), []);
  });

  test("is kept for as long as a function or one of its versions has it", async () => {
    await using control = await LambdaControl.start();
    const tools = await publish(control, "tools", "tools");
    await control.create("hello", { Layers: [tools.arn] });
    await control.call("PublishVersion", { FunctionName: "hello" });
    await control.configure({ FunctionName: "hello", Layers: [] });
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    await control.clock.advance(2 * HOUR_MS);
    assert.ok((await referenced(control)).includes(tools.codeSha256));
    await control.call("DeleteFunction", { FunctionName: "hello" });
    assert.ok(!(await referenced(control)).includes(tools.codeSha256));
  });
});

const publish = async (control: LambdaControl, LayerName: string, content: string) => {
  const ZipFile = await zip({ "a.txt": content });
  const published = await control.call("PublishLayerVersion", { LayerName, Content: { ZipFile } });
  return {
    arn: published.LayerVersionArn ?? assert.fail("the layer version has no ARN"),
    codeSha256: published.Content?.CodeSha256 ?? "",
    sizeBytes: ZipFile.byteLength,
  };
};

/** Hashes of all archives that must stay, as the API shows them. */
const referenced = async (control: LambdaControl): Promise<readonly string[]> =>
  Array.from(await control.lambda.referencedBlobs(), (sha256) => Buffer.from(sha256, "hex").toString("base64"));
