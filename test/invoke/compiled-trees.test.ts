import assert from "node:assert/strict";
import { copyFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test, type TestContext } from "node:test";
import type { FunctionVersion } from "../../src/services/lambda/model/function-version.ts";
import { rootOnly } from "../sandbox/sandbox-host.ts";
import { PYTHON } from "../support/test-runtimes.ts";
import { json, type RealInvoker, realInvoker } from "./real-invoker.ts";

/** Comments that make an archive worth compiling. */
const PADDING = `# ${"x".repeat(20_000)}\n`;

const HANDLER = `
import os, traceback
import own, package.inner
try:
    import layered
except ImportError:
    layered = None
def handler(event, context):
    try:
        own.fail()
    except ValueError:
        trace = traceback.format_exc()
    return {"answer": own.ANSWER, "inner": package.inner.NAME, "layered": layered and layered.NAME, "trace": trace,
        "cached": [module.__cached__ for module in (own, package.inner)],
        "shown": [os.path.exists(module.__cached__) for module in (own, package.inner)]}
${PADDING}`;
const FILES = {
  "index.py": HANDLER,
  "own.py": "ANSWER = 42\n\ndef fail():\n    raise ValueError('told')\n",
  "package/__init__.py": "",
  "package/inner.py": "NAME = 'inner'\n",
  "broken.py": "def (\n",
};

interface Report {
  readonly answer: number;
  readonly inner: string;
  readonly layered: string | null;
  readonly trace: string;
  readonly cached: readonly string[];
  readonly shown: readonly boolean[];
}

const startAnew = async ({ invoker, invoke }: RealInvoker, functionVersion: FunctionVersion): Promise<Report> => {
  const result = json(await invoke(functionVersion));
  await invoker.retire(functionVersion.functionName, undefined);
  return result as Report;
};

/** Until so many trees are compiled; their directories. */
const compiled = async ({ derivedDirectory }: RealInvoker, count: number): Promise<readonly string[]> => {
  for (;;) {
    const names = (await readdir(derivedDirectory)).filter((name) => name.includes(`~${PYTHON}-`));
    if (names.length >= count) return names.map((name) => path.join(derivedDirectory, name, "compiled"));
    await sleep(100);
  }
};

const fixture = async (context: TestContext) => {
  const real = await realInvoker(context);
  const define = (files: Readonly<Record<string, string>>, layers: FunctionVersion["settings"]["layers"] = []) =>
    real.define(files, { runtime: PYTHON, timeoutSeconds: 10, layers });
  return { real, define };
};

describe("modules of Python that come without their compiled form", rootOnly, () => {
  test("are compiled in the background, and found where Python looks", async (context) => {
    const { real, define } = await fixture(context);
    const functionVersion = await define(FILES);
    assert.deepEqual((await startAnew(real, functionVersion)).shown, [false, false]);
    await compiled(real, 1);
    const report = await startAnew(real, functionVersion);
    assert.deepEqual(report.shown, [true, true]);
    assert.deepEqual([report.answer, report.inner], [42, "inner"]);
    assert.match(report.trace, /File "\/var\/task\/own\.py", line 4, in fail\n +raise ValueError\('told'\)/);
  });

  test("are not compiled again when they are loaded", async (context) => {
    const { real, define } = await fixture(context);
    const functionVersion = await define(FILES);
    await startAnew(real, functionVersion);
    const [directory = ""] = await compiled(real, 1);
    const names = await readdir(path.join(directory, "__pycache__"));
    const own = names.find((name) => name.startsWith("own.")) ?? "";
    // What is used is what is kept, and not the source: another module takes the place of this one.
    const other = path.join(directory, "package", "__pycache__", own.replace("own.", "inner."));
    await copyFile(other, path.join(directory, "__pycache__", own));
    const result = json(await real.invoke(functionVersion)) as { readonly errorMessage?: string };
    assert.match(result.errorMessage ?? "", /module 'own' has no attribute/);
  });

  test("are used as ever when what was kept is damaged", async (context) => {
    const { real, define } = await fixture(context);
    const functionVersion = await define(FILES);
    await startAnew(real, functionVersion);
    const [directory = ""] = await compiled(real, 1);
    const folder = path.join(directory, "__pycache__");
    for (const name of await readdir(folder)) await writeFile(path.join(folder, name), "damaged");
    assert.equal((await startAnew(real, functionVersion)).answer, 42);
  });

  test("are those of the layer that is on top", async (context) => {
    const { real, define } = await fixture(context);
    const below = await real.defineLayer({ "python/layered.py": `NAME = 'below'\n${PADDING}` });
    const above = await real.defineLayer({ "python/layered.py": `NAME = 'above'\n${PADDING}` });
    const functionVersion = await define(FILES, [below, above]);
    assert.equal((await startAnew(real, functionVersion)).layered, "above");
    await compiled(real, 3);
    assert.equal((await startAnew(real, functionVersion)).layered, "above");
    assert.equal((await startAnew(real, await define(FILES, [above, below]))).layered, "below");
  });

  test("of which the top layer's cannot be compiled fail as ever", async (context) => {
    const { real, define } = await fixture(context);
    const below = await real.defineLayer({ "python/layered.py": `NAME = 'below'\n${PADDING}` });
    const broken = await real.defineLayer({ "python/layered.py": `def (\n${PADDING}` });
    const functionVersion = await define(FILES, [below, broken]);
    const fails = async () => (json(await real.invoke(functionVersion)) as { readonly errorType: string }).errorType;
    assert.equal(await fails(), "Runtime.UserCodeSyntaxError");
    await compiled(real, 3);
    await real.invoker.retire("hello", undefined);
    assert.equal(await fails(), "Runtime.UserCodeSyntaxError");
  });
});
