/**
 * Creates functions and updates their code in a home directory, publishing a version each time, without an end, and
 * says each that was acknowledged: `function-0 <CodeSha256>`. Made to be killed.
 */
import { LambdaControl } from "./lambda-control.ts";
import { zip } from "./zip.ts";

const home = process.argv[2] ?? "";
await using control = await LambdaControl.start(home);
for (let index = 0; ; index += 1) {
  const FunctionName = `function-${index}`;
  const created = await control.create(FunctionName, { Publish: true });
  console.log(`${FunctionName} ${created.CodeSha256}`);
  const ZipFile = await zip({ "index.js": `// ${"x".repeat(100_000)} ${index}` });
  const updated = await control.call("UpdateFunctionCode", { FunctionName, ZipFile, Publish: true });
  console.log(`${FunctionName} ${updated.CodeSha256}`);
  await control.settled(FunctionName);
}
