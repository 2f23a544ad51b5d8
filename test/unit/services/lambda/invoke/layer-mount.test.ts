import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layerMounts } from "../../../../../src/services/lambda/invoke/layer-mount.ts";
import { functionVersion, invocation, invokerFixture } from "./invoker-fixture.ts";

const layer = (sha256: string) => ({
  arn: `arn:aws:lambda:us-east-1:000000000000:layer:${sha256}:1`,
  sha256,
  sizeBytes: 1,
  unzippedBytes: 1,
});

describe("layers", () => {
  test("are merged at /opt, the last one on top", () => {
    assert.deepEqual(layerMounts(["/code/a", "/code/b", "/code/c"]), [
      { sources: ["/code/c", "/code/b", "/code/a"], target: "/opt" },
    ]);
  });

  test("with the same content are mounted once, where the upper one lies", () => {
    assert.deepEqual(layerMounts(["/code/a", "/code/b", "/code/a"]), [
      { sources: ["/code/a", "/code/b"], target: "/opt" },
    ]);
  });

  test("leave /opt alone when there are none", () => {
    assert.deepEqual(layerMounts([]), []);
  });

  test("are held by an environment for as long as it lives", async (context) => {
    const { invoker, backend, codeInUse } = invokerFixture(context);
    const version = functionVersion({ layers: [layer("11"), layer("22")] });
    await invoker.invoke(invocation({ functionVersion: version }));
    assert.deepEqual([...codeInUse], ["/host/code/00", "/host/code/11", "/host/code/22"]);
    assert.deepEqual(backend.sandbox(0).spec.mounts.find(({ target }) => target === "/opt")?.sources, [
      "/host/code/22",
      "/host/code/11",
    ]);
    await invoker[Symbol.asyncDispose]();
    assert.deepEqual([...codeInUse], []);
  });
});
