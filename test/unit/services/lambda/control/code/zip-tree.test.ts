import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readZipTree } from "../../../../../../src/services/lambda/control/code/zip-tree.ts";
import { refusal } from "../../../../../support/lambda-control.ts";
import { zip } from "../../../../../support/zip.ts";

const CENTRAL_DIRECTORY_ENTRY = Buffer.from("PK\x01\x02");
const COULD_NOT_UNZIP = "Could not unzip uploaded file. Please check your file, then try to upload again.";

/** Gives an entry another name of the same length, in its own header and in the archive's directory. */
const renamed = (archive: Buffer, from: string, to: string): Buffer => {
  assert.equal(from.length, to.length);
  return Buffer.from(archive.toString("latin1").replaceAll(from, to), "latin1");
};

/** Writes into the first entry of the archive's directory. */
const patched = (archive: Buffer, offset: number, value: number, bytes: 2 | 4): Buffer => {
  archive.writeUIntLE(value, archive.indexOf(CENTRAL_DIRECTORY_ENTRY) + offset, bytes);
  return archive;
};

const couldNotUnzip = (reason: string) =>
  refusal(
    "InvalidParameterValueException",
    `Could not unzip uploaded file: ${reason}. Please check your file, then try to upload again.`,
  );

describe("readZipTree", () => {
  test("knows files, links and directories, implied ones too", async () => {
    const archive = await zip({ "lib/deep/a.js": "a", run: "#!", link: "run" }, { run: 0o100755, link: 0o120777 });
    const tree = await readZipTree(archive);
    assert.deepEqual(
      [...tree.directories],
      [
        ["lib", 0o755],
        ["lib/deep", 0o755],
      ],
    );
    assert.deepEqual(
      tree.files.map(({ path, mode }) => [path, mode]),
      [
        ["lib/deep/a.js", 0o644],
        ["run", 0o755],
      ],
    );
    assert.deepEqual(
      tree.links.map(({ path }) => path),
      ["link"],
    );
  });

  test("takes permissions only, no set-user-id bits", async () => {
    const { files } = await readZipTree(await zip({ run: "#!" }, { run: 0o104711 }));
    assert.equal(files[0]?.mode, 0o711);
  });

  test("makes files readable that come from where there are no modes", async () => {
    const madeByDos = patched(await zip({ "index.js": "" }, { "index.js": 0o100600 }), 4, 20, 2);
    const { files } = await readZipTree(madeByDos);
    assert.equal(files[0]?.mode, 0o644);
  });

  test("refuses what is no archive", async () => {
    const expected = refusal("InvalidParameterValueException", COULD_NOT_UNZIP);
    await assert.rejects(readZipTree(Buffer.from("not an archive at all")), expected);
    const whole = await zip({ "index.js": "exports" });
    await assert.rejects(readZipTree(whole.subarray(0, whole.length - 10)), expected);
  });

  test("refuses nothing at all", async () => {
    const expected = refusal("InvalidParameterValueException", "Uploaded file must be a non-empty zip");
    await assert.rejects(readZipTree(Buffer.alloc(0)), expected);
    await assert.rejects(readZipTree(await zip({})), expected);
  });

  test("refuses names that climb out", async () => {
    const archive = renamed(await zip({ "aa/evil": "x" }), "aa/evil", "../evil");
    await assert.rejects(readZipTree(archive), refusal("InvalidParameterValueException", COULD_NOT_UNZIP));
    const deep = renamed(await zip({ "a/b/ccc/e.js": "x" }), "a/b/ccc/e.js", "a/../../e.js");
    await assert.rejects(readZipTree(deep), refusal("InvalidParameterValueException", COULD_NOT_UNZIP));
  });

  test("refuses absolute names", async () => {
    const archive = renamed(await zip({ "xetc/evil": "x" }), "xetc/evil", "/etc/evil");
    await assert.rejects(readZipTree(archive), refusal("InvalidParameterValueException", COULD_NOT_UNZIP));
  });

  test("refuses names with a NUL", async () => {
    const archive = renamed(await zip({ "index-js": "x" }), "index-js", "index\0js");
    await assert.rejects(readZipTree(archive), couldNotUnzip("it holds a name that no file can have"));
  });

  test("refuses two files of one name, however it is spelled", async () => {
    const same = renamed(await zip({ "a.js": "1", "b.js": "2" }), "b.js", "a.js");
    await assert.rejects(readZipTree(same), couldNotUnzip("it holds 'a.js' more than once"));
    const spelled = renamed(await zip({ "l/a.js": "1", "lx/a.js": "2" }), "lx/a.js", "l//a.js");
    await assert.rejects(readZipTree(spelled), couldNotUnzip("it holds 'l/a.js' more than once"));
  });

  test("refuses to write below a file or through a link", async () => {
    const belowFile = await zip({ a: "1", "a/b": "2" });
    await assert.rejects(readZipTree(belowFile), couldNotUnzip("'a' is both a file and a directory"));
    const throughLink = await zip({ a: "lib", "a/b": "2", "lib/c": "3" }, { a: 0o120777 });
    await assert.rejects(readZipTree(throughLink), couldNotUnzip("'a' is both a file and a directory"));
  });

  test("refuses encrypted entries", async () => {
    const archive = patched(await zip({ "a.js": "1" }), 8, 0x0801, 2);
    await assert.rejects(readZipTree(archive), couldNotUnzip("'a.js' is encrypted"));
  });

  test("refuses other compression methods than deflate", async () => {
    const archive = patched(await zip({ "a.js": "1".repeat(100) }), 10, 12, 2);
    await assert.rejects(readZipTree(archive), couldNotUnzip("'a.js' is compressed by a method other than deflate"));
  });

  test("refuses a bomb by what it says it will unpack to", async () => {
    const archive = patched(await zip({ "a.js": "1".repeat(100) }), 24, 262_144_000, 4);
    await assert.rejects(
      readZipTree(archive),
      refusal("InvalidParameterValueException", "Unzipped size must be smaller than 262144000 bytes"),
    );
  });

  test("refuses names so deep that their directories would fill the disk", async () => {
    const archive = await zip({ [`${"a/".repeat(600)}b`]: "1" });
    await assert.rejects(readZipTree(archive), couldNotUnzip("it holds a name that no file can have"));
  });
});
