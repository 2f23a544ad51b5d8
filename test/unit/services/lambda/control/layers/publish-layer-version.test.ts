import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { LambdaControl, refusal } from "../../../../../support/lambda-control.ts";
import { zip } from "../../../../../support/zip.ts";

const LAYER = "arn:aws:lambda:us-east-1:000000000000:layer";

describe("PublishLayerVersion", () => {
  test("answers with everything that was said about the version", async () => {
    await using control = await LambdaControl.start();
    const ZipFile = await zip({ "python/tool.py": "pass" });
    const published = await control.call("PublishLayerVersion", {
      LayerName: "tools",
      Description: "what we all use",
      Content: { ZipFile },
      CompatibleRuntimes: ["python3.12", "python3.13"],
      CompatibleArchitectures: ["x86_64"],
      LicenseInfo: "MIT",
    });
    const { Content, ...rest } = published;
    assert.equal(Content?.CodeSha256, createHash("sha256").update(ZipFile).digest("base64"));
    assert.equal(Content?.CodeSize, ZipFile.byteLength);
    assert.match(Content?.Location ?? "", /^http:\/\/127\.0\.0\.1:4566\/_lambkin\/code\//);
    assert.deepEqual(rest, {
      LayerArn: `${LAYER}:tools`,
      LayerVersionArn: `${LAYER}:tools:1`,
      Version: 1,
      Description: "what we all use",
      CreatedDate: "2026-01-01T00:00:00.000+0000",
      CompatibleRuntimes: ["python3.12", "python3.13"],
      CompatibleArchitectures: ["x86_64"],
      LicenseInfo: "MIT",
    });
  });

  test("shows an empty description, and nothing else that was not given", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools");
    const found = await control.call("GetLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    const shown = Object.entries(found).filter(([, value]) => value !== undefined);
    assert.deepEqual(shown.map(([name]) => name).sort(), [
      "Content",
      "CreatedDate",
      "Description",
      "LayerArn",
      "LayerVersionArn",
      "Version",
    ]);
    assert.equal(found.Description, "");
  });

  test("numbers the versions of each layer, and never uses a number again", async () => {
    await using control = await LambdaControl.start();
    assert.equal(await publish(control, "tools"), 1);
    assert.equal(await publish(control, "tools"), 2);
    assert.equal(await publish(control, "others"), 1);
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 2 });
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    assert.equal(await publish(control, "tools"), 3);
  });

  test("gives every one of many versions that come at once a number of its own", async () => {
    await using control = await LambdaControl.start();
    const numbers = await Promise.all([
      publish(control, "tools"),
      publish(control, "tools"),
      publish(control, "tools"),
      publish(control, "tools"),
    ]);
    assert.deepEqual(numbers.toSorted(), [1, 2, 3, 4]);
  });

  test("takes the ARN of a layer for its name", async () => {
    await using control = await LambdaControl.start();
    await publish(control, `${LAYER}:tools`);
    const byName = await control.call("GetLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    assert.equal(byName.LayerVersionArn, `${LAYER}:tools:1`);
  });

  test("offers the archive for download", async () => {
    await using control = await LambdaControl.start();
    const [route] = control.lambda.service.routes ?? [];
    const server = createServer((request, response) => void route?.handle(request, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ZipFile = await zip({ "a.txt": "a" });
    const input = { LayerName: "tools", Content: { ZipFile } };
    const { Content } = await control.call("PublishLayerVersion", input, { endpoint });
    const downloaded = await fetch(Content?.Location ?? "");
    assert.deepEqual(Buffer.from(await downloaded.arrayBuffer()), ZipFile);
    server.closeAllConnections();
    server.close();
  });

  test("refuses what is no archive, and leaves no layer behind", async () => {
    await using control = await LambdaControl.start();
    await assert.rejects(
      control.call("PublishLayerVersion", { LayerName: "tools", Content: { ZipFile: Buffer.from("no archive") } }),
      refusal(
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
      ),
    );
    assert.deepEqual((await control.call("ListLayers", {})).Layers, []);
  });

  test("counts against the account's storage until it is deleted", async () => {
    await using control = await LambdaControl.start();
    const ZipFile = await zip({ "a.txt": "a" });
    await control.call("PublishLayerVersion", { LayerName: "tools", Content: { ZipFile } });
    assert.equal((await control.call("GetAccountSettings", {})).AccountUsage?.TotalCodeSize, ZipFile.byteLength);
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    assert.equal((await control.call("GetAccountSettings", {})).AccountUsage?.TotalCodeSize, 0);
  });
});

describe("GetLayerVersion", () => {
  test("answers by name and by ARN alike", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools");
    const byName = await control.call("GetLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    const byArn = await control.call("GetLayerVersionByArn", { Arn: `${LAYER}:tools:1` });
    assert.deepEqual(byArn, byName);
  });

  test("does not say what it did not find", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools");
    const missing = refusal("ResourceNotFoundException", "The resource you requested does not exist.");
    await assert.rejects(control.call("GetLayerVersion", { LayerName: "tools", VersionNumber: 2 }), missing);
    await assert.rejects(control.call("GetLayerVersion", { LayerName: "others", VersionNumber: 1 }), missing);
    await assert.rejects(control.call("GetLayerVersionByArn", { Arn: `${LAYER}:tools:2` }), missing);
  });

  test("knows no version below 1", async () => {
    await using control = await LambdaControl.start();
    const refused = refusal("InvalidParameterValueException", "Layer Version Cannot be less than 1");
    await assert.rejects(control.call("GetLayerVersion", { LayerName: "tools", VersionNumber: 0 }), refused);
    await assert.rejects(control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: -1 }), refused);
  });

  test("lets nobody see layers of other accounts, and finds none of other regions", async () => {
    await using control = await LambdaControl.start();
    const other = "arn:aws:lambda:us-east-1:017000801446:layer:tools:1";
    await assert.rejects(
      control.call("GetLayerVersionByArn", { Arn: other }),
      refusal(
        "AccessDeniedException",
        "User: arn:aws:iam::000000000000:root is not authorized to perform: lambda:GetLayerVersion " +
          `on resource: ${other} because no resource-based policy allows the lambda:GetLayerVersion action`,
      ),
    );
    await assert.rejects(
      control.call("GetLayerVersionByArn", { Arn: "arn:aws:lambda:eu-west-1:000000000000:layer:tools:1" }),
      refusal("ResourceNotFoundException", "The resource you requested does not exist."),
    );
  });
});

describe("DeleteLayerVersion", () => {
  test("succeeds again and again, also for what never was", async () => {
    await using control = await LambdaControl.start();
    await publish(control, "tools");
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    await control.call("DeleteLayerVersion", { LayerName: "tools", VersionNumber: 1 });
    await control.call("DeleteLayerVersion", { LayerName: "others", VersionNumber: 7 });
    await assert.rejects(
      control.call("GetLayerVersion", { LayerName: "tools", VersionNumber: 1 }),
      refusal("ResourceNotFoundException", "The resource you requested does not exist."),
    );
  });
});

const publish = async (control: LambdaControl, LayerName: string): Promise<number | undefined> => {
  const Content = { ZipFile: await zip({ "a.txt": "a" }) };
  return (await control.call("PublishLayerVersion", { LayerName, Content })).Version;
};
