import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  DeleteLayerVersionCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionCommand,
  InvokeCommand,
  LambdaClient,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  type Runtime,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { awsCli } from "../support/aws-cli.ts";
import { createNodeFunction, textOf } from "../support/functions.ts";
import { serveTests } from "../support/serve-tests.ts";
import type { TestServer } from "../support/server.ts";
import { PYTHON } from "../support/test-runtimes.ts";
import { zip } from "../support/zip.ts";

/** Answers with the name of the folder that it was started from. */
const SHELL_BOOTSTRAP = `#!/bin/bash
while true; do
  exec 3<>/dev/tcp/\${AWS_LAMBDA_RUNTIME_API/:/\\/}
  printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: runtime\\r\\n\\r\\n' >&3
  while IFS= read -r line <&3; do
    line=\${line%$'\\r'}
    [ -z "$line" ] && break
    case "\${line,,}" in lambda-runtime-aws-request-id:*) id=\${line#*: } ;; esac
  done
  body="\\"$(tool) from \${0%/*}\\""
  printf 'POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\\r\\nHost: runtime\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \\
    "$id" "\${#body}" "$body" >&3
  read -r _ <&3
  exec 3>&-
done`;

describe("layers", () => {
  let server: TestServer;
  let lambda: LambdaClient;

  serveTests((started, open) => {
    server = started;
    lambda = open(new LambdaClient(server.clientOptions));
  });

  const publish = async (
    LayerName: string,
    files: Readonly<Record<string, string>>,
    modes?: Readonly<Record<string, number>>,
  ): Promise<string> => {
    const ZipFile = await zip(files, modes);
    const { LayerVersionArn } = await lambda.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }));
    return LayerVersionArn ?? assert.fail("the layer version has no ARN");
  };

  const invoke = async (FunctionName: string): Promise<string> => {
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    assert.equal(FunctionError, undefined, textOf(Payload));
    return textOf(Payload);
  };

  test("give modules to CommonJS and to ES module handlers on Node.js", async () => {
    const Layers = [
      await publish("node-modules", {
        "nodejs/node_modules/greeting/package.json": '{ "name": "greeting", "main": "index.js" }',
        "nodejs/node_modules/greeting/index.js": `exports.greet = () => "hello from a layer";`,
        "nodejs/node24/node_modules/modern/package.json": '{ "type": "module", "exports": "./index.js" }',
        "nodejs/node24/node_modules/modern/index.js": `export const year = 2024;`,
      }),
    ];
    const common = `exports.handler = async () => require("greeting").greet();`;
    await createNodeFunction(lambda, "with-require", common, { Layers });
    assert.equal(await invoke("with-require"), '"hello from a layer"');

    const modern = `import { greet } from "greeting"; import { year } from "modern";
      export const handler = async () => greet() + " of " + year;`;
    const Code = { ZipFile: await zip({ "index.mjs": modern }) };
    await createNodeFunction(lambda, "with-import", "", { Layers, Code });
    assert.equal(await invoke("with-import"), '"hello from a layer of 2024"');
  });

  test("come from a bucket as well", async () => {
    const s3 = new S3Client({ ...server.clientOptions, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "layers" }));
    const Body = await zip({ "nodejs/node_modules/stored.js": `module.exports = "from a bucket";` });
    await s3.send(new PutObjectCommand({ Bucket: "layers", Key: "stored.zip", Body }));
    s3.destroy();
    const Content = { S3Bucket: "layers", S3Key: "stored.zip" };
    const published = await lambda.send(new PublishLayerVersionCommand({ LayerName: "stored", Content }));
    assert.equal(published.Content?.CodeSize, Body.byteLength);
    const Layers = [published.LayerVersionArn ?? ""];
    await createNodeFunction(lambda, "with-stored", `exports.handler = async () => require("stored");`, { Layers });
    assert.equal(await invoke("with-stored"), '"from a bucket"');
  });

  test("give packages to Python", async () => {
    const Layers = [
      await publish("packages", {
        "python/greeting.py": `WORD = "hello"`,
        [`python/lib/${PYTHON}/site-packages/shape.py`]: `NAME = "round"`,
      }),
    ];
    const source = "import greeting, shape\ndef handler(event, context):\n  return [greeting.WORD, shape.NAME]";
    const Code = { ZipFile: await zip({ "app.py": source }) };
    const Runtime = PYTHON as Runtime;
    await createNodeFunction(lambda, "with-packages", "", { Layers, Runtime, Handler: "app.handler", Code });
    assert.equal(await invoke("with-packages"), '["hello", "round"]');
  });

  test("give a custom runtime its bootstrap and programs, executable as they were packed", async () => {
    const files = { bootstrap: SHELL_BOOTSTRAP, "bin/tool": "#!/bin/sh\necho tool" };
    const Layers = [await publish("custom", files, { bootstrap: 0o100755, "bin/tool": 0o100755 })];
    const Code = { ZipFile: await zip({ "data.txt": "no program" }) };
    await createNodeFunction(lambda, "with-bootstrap", "", { Layers, Runtime: "provided.al2023", Code });
    assert.equal(await invoke("with-bootstrap"), '"tool from /opt"');
  });

  test("are laid over each other in the function's order", async () => {
    const Layers = [
      await publish("first", { "all.txt": "1", "two.txt": "1", "only-first.txt": "1" }),
      await publish("second", { "all.txt": "2", "two.txt": "2" }),
      await publish("third", { "all.txt": "3", "folder/third.txt": "3" }),
      await publish("fourth", { "all.txt": "4", "folder/fourth.txt": "4" }),
      await publish("fifth", { "all.txt": "5", "folder/fourth.txt": "5" }),
    ];
    const source = `const { readFileSync } = require("node:fs");
      const names = ["all.txt", "two.txt", "only-first.txt", "folder/third.txt", "folder/fourth.txt"];
      exports.handler = async () => names.map((name) => readFileSync("/opt/" + name, "utf8")).join("");`;
    await createNodeFunction(lambda, "with-five", source, { Layers });
    assert.equal(await invoke("with-five"), '"52135"');

    const reversed = { FunctionName: "with-five", Layers: Layers.toReversed() };
    const updating = await lambda.send(new UpdateFunctionConfigurationCommand(reversed));
    assert.deepEqual(
      updating.Layers?.map(({ Arn }) => Arn),
      reversed.Layers,
    );
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName: "with-five" });
    assert.equal(await invoke("with-five"), '"11134"');
  });

  test("are read-only, and no more than five", async () => {
    const Layers = [await publish("sealed", { "sealed.txt": "sealed" })];
    const source = `exports.handler = async () => {
      try { require("node:fs").writeFileSync("/opt/sealed.txt", "mine"); } catch (error) { return error.code; }
    };`;
    await createNodeFunction(lambda, "with-sealed", source, { Layers });
    assert.equal(await invoke("with-sealed"), '"EROFS"');

    const six = Array.from({ length: 6 }, (_, index) => `${Layers[0]?.replace("sealed", `sealed-${index}`)}`);
    await assert.rejects(
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "with-sealed", Layers: six })),
      { name: "InvalidParameterValueException", message: "Cannot reference more than 5 layers." },
    );
  });

  test("stay with functions and their versions when they are deleted, also after a restart", async () => {
    const LayerName = "doomed";
    const Layers = [await publish(LayerName, { "nodejs/node_modules/doomed.js": `module.exports = "still here";` })];
    await createNodeFunction(lambda, "keeper", `exports.handler = async () => require("doomed");`, { Layers });
    await lambda.send(new PublishVersionCommand({ FunctionName: "keeper" }));
    await lambda.send(new DeleteLayerVersionCommand({ LayerName, VersionNumber: 1 }));
    const gone = new GetLayerVersionCommand({ LayerName, VersionNumber: 1 });
    await assert.rejects(lambda.send(gone), { name: "ResourceNotFoundException" });

    await server.stop();
    await server.start();
    lambda.destroy();
    lambda = new LambdaClient(server.clientOptions);
    assert.equal(await invoke("keeper"), '"still here"');
    assert.equal(await invoke("keeper:1"), '"still here"');
    const kept = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "keeper" }));
    assert.deepEqual(
      kept.Layers?.map(({ Arn }) => Arn),
      Layers,
    );
    await assert.rejects(createNodeFunction(lambda, "late", `exports.handler = async () => 1;`, { Layers }), {
      name: "InvalidParameterValueException",
      message: `Layer version ${Layers[0]} does not exist.`,
    });
    assert.match(await publish(LayerName, { "new.txt": "new" }), /:2$/);
  });

  test("are published, read and shared with the AWS CLI", async () => {
    const cli = await awsCli();
    const archive = await zip({ "lib/data.txt": "data" });
    const archivePath = join(server.home, "layer.zip");
    writeFileSync(archivePath, archive);
    const aws = async (...args: readonly string[]): Promise<Readonly<Record<string, never>>> => {
      const { stdout, stderr, exitCode } = await cli.run(["lambda", ...args], server.environment);
      assert.equal(exitCode, 0, stderr);
      return JSON.parse(stdout) as Readonly<Record<string, never>>;
    };
    const compatible = ["--compatible-runtimes", "python3.12", "nodejs24.x", "--compatible-architectures", "arm64"];
    const zipFile = ["--zip-file", `fileb://${archivePath}`];
    await aws("publish-layer-version", "--layer-name", "cli", ...zipFile, ...compatible, "--license-info", "MIT");
    const version = ["--layer-name", "cli", "--version-number", "1"];
    const found = await aws("get-layer-version", ...version);
    assert.deepEqual(found["CompatibleRuntimes"], ["python3.12", "nodejs24.x"]);
    assert.deepEqual(found["CompatibleArchitectures"], ["arm64"]);
    assert.equal(found["LicenseInfo"], "MIT");
    const { Location, CodeSha256 } = found["Content"] as unknown as Readonly<Record<string, string>>;
    assert.equal(CodeSha256, createHash("sha256").update(archive).digest("base64"));
    const downloaded = await fetch(Location ?? "");
    assert.deepEqual(Buffer.from(await downloaded.arrayBuffer()), archive);

    const permission = ["--statement-id", "all", "--action", "lambda:GetLayerVersion", "--principal", "*"];
    const added = await aws("add-layer-version-permission", ...version, ...permission);
    const policy = await aws("get-layer-version-policy", ...version);
    assert.deepEqual((JSON.parse(policy["Policy"] ?? "") as Readonly<Record<string, unknown>>)["Statement"], [
      JSON.parse(added["Statement"] ?? ""),
    ]);
    assert.equal(policy["RevisionId"], added["RevisionId"]);
  });
});
