import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { ARN, LambdaControl, minimalFunction, refusal } from "../../../../../support/lambda-control.ts";

/** Serves the download route alone, and moves a link to it. */
const serveDownloads = async (control: LambdaControl) => {
  const route = control.lambda.service.routes?.[0];
  const server = createServer((request, response) => void route?.handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    fetch: (location: string) => fetch(location.replace("http://127.0.0.1:4566", origin)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

describe("GetFunction", () => {
  test("gives a link by which the code can be downloaded", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const found = await control.call("GetFunction", { FunctionName: "hello" });
    assert.equal(found.Code?.RepositoryType, "S3");
    await using downloads = await serveDownloads(control);
    const download = await downloads.fetch(String(found.Code?.Location));
    assert.equal(download.status, 200);
    const { Code } = await minimalFunction("hello");
    assert.equal((await download.arrayBuffer()).byteLength, Code.ZipFile.byteLength);
  });

  test("gives a link that ends after ten minutes", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const found = await control.call("GetFunction", { FunctionName: "hello" });
    await using downloads = await serveDownloads(control);
    await control.clock.advance(600_000);
    assert.equal((await downloads.fetch(String(found.Code?.Location))).status, 403);
  });

  test("gives a link that is good for nothing else", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const location = new URL(String((await control.call("GetFunction", { FunctionName: "hello" })).Code?.Location));
    await using downloads = await serveDownloads(control);
    const later = new URL(location);
    later.searchParams.set("expires", "9999999999999");
    assert.equal((await downloads.fetch(later.href)).status, 403);
    const other = new URL(location);
    other.pathname = `/_lambkin/code/${"0".repeat(64)}`;
    assert.equal((await downloads.fetch(other.href)).status, 403);
  });

  test("shows tags only when there are some", async () => {
    await using control = await LambdaControl.start();
    await control.create("plain");
    await control.create("tagged", { Tags: { team: "blue" } });
    assert.equal("Tags" in (await control.call("GetFunction", { FunctionName: "plain" })), false);
    assert.deepEqual((await control.call("GetFunction", { FunctionName: "tagged" })).Tags, { team: "blue" });
  });

  test("shows the qualified ARN to those who ask by qualifier", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    const byName = await control.call("GetFunction", { FunctionName: "hello" });
    const byQualifier = await control.call("GetFunction", { FunctionName: "hello", Qualifier: "$LATEST" });
    assert.equal(byName.Configuration?.FunctionArn, `${ARN}:hello`);
    assert.equal(byQualifier.Configuration?.FunctionArn, `${ARN}:hello:$LATEST`);
  });

  test("knows no other versions yet", async () => {
    await using control = await LambdaControl.start();
    await control.create("hello");
    await assert.rejects(
      control.call("GetFunction", { FunctionName: "hello", Qualifier: "1" }),
      refusal("ResourceNotFoundException", `Function not found: ${ARN}:hello:1`),
    );
  });
});
