// Builds the sample functions that tests deploy, as far as this host can. Some take minutes the first time, which is more
// than a test may take on a slow machine. What cannot be built is told by the tests that want it.
import { buildFunction, cannotBuild, type SampleFunction } from "../test/support/build-function.ts";
import { FUNCTION_RECIPES } from "../test/support/function-recipes.ts";

for (const name of Object.keys(FUNCTION_RECIPES) as SampleFunction[]) {
  const hasRuntime = FUNCTION_RECIPES[name].runtime !== "";
  if (!hasRuntime || (await cannotBuild(name)) !== false) continue;
  try {
    await buildFunction(name);
  } catch (error) {
    console.error(`The sample function ${name} cannot be built:`, error);
  }
}
