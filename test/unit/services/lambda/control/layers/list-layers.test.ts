import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ListLayersRequest, PublishLayerVersionRequest } from "../../../../../../src/models/generated/lambda.ts";
import { LambdaControl, refusal } from "../../../../../support/lambda-control.ts";
import { zip } from "../../../../../support/zip.ts";

const LAYER = "arn:aws:lambda:us-east-1:000000000000:layer";

describe("ListLayers", () => {
  test("shows each layer with its newest version", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools");
    await publish(control, "tools", { Description: "second" });
    await publish(control, "base");
    const { Layers, NextMarker } = await control.call("ListLayers", {});
    assert.equal(NextMarker, undefined);
    assert.deepEqual(
      Layers?.map(({ LayerName, LayerArn }) => [LayerName, LayerArn]),
      [
        ["base", `${LAYER}:base`],
        ["tools", `${LAYER}:tools`],
      ],
    );
    assert.deepEqual(Layers?.[1]?.LatestMatchingVersion, {
      LayerVersionArn: `${LAYER}:tools:2`,
      Version: 2,
      Description: "second",
      CreatedDate: "2026-01-01T00:00:00.000+0000",
      CompatibleArchitectures: undefined,
      CompatibleRuntimes: undefined,
      LicenseInfo: undefined,
    });
  });

  test("falls back to the version before when the newest is deleted, and forgets a layer without versions", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools");
    await publish(control, "tools");
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 2 });
    assert.deepEqual(await latest(control), ["tools:1"]);
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    assert.deepEqual(await latest(control), []);
  });

  test("takes the newest version that says it works with a runtime, with an architecture, or with both", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "silent");
    await publish(control, "tools", { CompatibleRuntimes: ["python3.12", "python3.13"] });
    await publish(control, "tools", { CompatibleRuntimes: ["python3.13"], CompatibleArchitectures: ["arm64"] });
    await publish(control, "tools", { CompatibleArchitectures: ["x86_64", "arm64"] });
    assert.deepEqual(await latest(control, { CompatibleRuntime: "python3.12" }), ["tools:1"]);
    assert.deepEqual(await latest(control, { CompatibleRuntime: "python3.13" }), ["tools:2"]);
    assert.deepEqual(await latest(control, { CompatibleArchitecture: "arm64" }), ["tools:3"]);
    const both = { CompatibleRuntime: "python3.13", CompatibleArchitecture: "arm64" } as const;
    assert.deepEqual(await latest(control, both), ["tools:2"]);
    assert.deepEqual(await latest(control, { CompatibleRuntime: "nodejs24.x" }), []);
  });

  test("filters by old runtimes that layers may not name any more", async () => {
    await using control = await LambdaControl.start();
    assert.deepEqual(await latest(control, { CompatibleRuntime: "python2.7" }), []);
  });

  test("goes through all layers page by page", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "a");
    await publish(control, "b");
    await publish(control, "c");
    const first = await control.call("ListLayers", { MaxItems: 2 });
    assert.deepEqual(
      first.Layers?.map(({ LayerName }) => LayerName),
      ["a", "b"],
    );
    const second = await control.call("ListLayers", { MaxItems: 2, Marker: first.NextMarker });
    assert.deepEqual(
      second.Layers?.map(({ LayerName }) => LayerName),
      ["c"],
    );
    assert.equal(second.NextMarker, undefined);
  });
});

describe("ListLayerVersions", () => {
  test("shows the versions of one layer, newest first, page by page", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools");
    await publish(control, "tools");
    await publish(control, "tools");
    await publish(control, "others");
    const first = await control.call("ListLayerVersions", { LayerName: "tools", MaxItems: 2 });
    assert.deepEqual(
      first.LayerVersions?.map(({ Version }) => Version),
      [3, 2],
    );
    const Marker = first.NextMarker;
    const second = await control.call("ListLayerVersions", { LayerName: `${LAYER}:tools`, MaxItems: 2, Marker });
    assert.deepEqual(
      second.LayerVersions?.map(({ LayerVersionArn }) => LayerVersionArn),
      [`${LAYER}:tools:1`],
    );
    assert.equal(second.NextMarker, undefined);
  });

  test("leaves out what does not match", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools", { CompatibleRuntimes: ["nodejs24.x"] });
    await publish(control, "tools", { CompatibleRuntimes: ["nodejs22.x"] });
    const input = { LayerName: "tools", CompatibleRuntime: "nodejs24.x" };
    const { LayerVersions } = await control.call("ListLayerVersions", input);
    assert.deepEqual(
      LayerVersions?.map(({ Version }) => Version),
      [1],
    );
  });

  test("knows no layer that would not be there: its list is empty", async () => {
    await using control = await LambdaControl.start();
    assert.deepEqual(await control.call("ListLayerVersions", { LayerName: "nobody" }), { LayerVersions: [] });
  });

  test("refuses the marker of another list", async () => {
    await using control = await LambdaControl.start();
    const Marker = Buffer.from("tools").toString("base64url");
    await assert.rejects(
      control.call("ListLayerVersions", { LayerName: "tools", Marker }),
      refusal("InvalidParameterValueException", "The marker is not valid."),
    );
  });
});

const publish = async (
  control: LambdaControl,
  LayerName: string,
  about: Partial<PublishLayerVersionRequest> = {},
): Promise<void> => {
  const Content = { ZipFile: await zip({ "a.txt": "a" }) };
  await control.call("PublishLayerVersion", { LayerName, Content, ...about });
};

/** Name and number of every layer's latest matching version. */
const latest = async (control: LambdaControl, input: ListLayersRequest = {}): Promise<readonly string[]> => {
  const { Layers = [] } = await control.call("ListLayers", input);
  return Layers.map(({ LayerName, LatestMatchingVersion }) => `${LayerName}:${LatestMatchingVersion?.Version}`);
};
