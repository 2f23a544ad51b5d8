// Joins the sources of the server and of the command line into a few files of JavaScript, build/program. A thousand
// modules take as long to find and to link as all the rest of a start, and their linking is what a server at rest has most
// memory for. Plain JavaScript, because it also runs at install time. `bin/lambkin` runs sources that are newer than what
// was made of them as they are, so nobody has to think of this while changing any.
import { readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const finished = path.join(root, "build/program");
const unfinished = `${finished}.${process.pid}`;

/** What a module finds beside itself, it still finds beside its source. The bundle is as deep as any folder of `src/`. */
const keepPlaces = {
  name: "keep-places",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: source }) => {
      const place = JSON.stringify(`../../${path.relative(root, source)}`);
      const contents = await readFile(source, "utf8");
      return {
        contents: contents.replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`),
        loader: "ts",
      };
    }),
};

/** Undefined where it was left out, as with `npm install --omit=optional`. */
const loadBundler = async () => {
  try {
    return await import("esbuild");
  } catch {
    return undefined;
  }
};

const build = async ({ build: bundle }) => {
  const startedAt = new Date();
  await rm(unfinished, { recursive: true, force: true });
  await bundle({
    absWorkingDir: root,
    entryPoints: { server: "src/server/main.ts", cli: "src/cli/main.ts" },
    outdir: unfinished,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node24",
    logLevel: "warning",
    plugins: [keepPlaces],
    // Some packages are CommonJS and ask for what Node has built in.
    banner: {
      js: 'import { createRequire as createBundleRequire } from "node:module"; const require = createBundleRequire(import.meta.url);',
    },
  });
  // Its time is what sources are compared with; one that changed meanwhile is newer.
  const stamp = path.join(unfinished, "stamp");
  await writeFile(stamp, "");
  await utimes(stamp, startedAt, startedAt);
  await rm(finished, { recursive: true, force: true });
  await rename(unfinished, finished);
};

const bundler = await loadBundler();
try {
  if (bundler === undefined) console.log("build-program: there is no esbuild here; the sources are run as they are");
  else await build(bundler);
} catch (error) {
  // Nothing depends on it but how fast a start is, so an installation must not fail for it.
  console.error("build-program: the sources are run as they are, because of", error);
  await rm(unfinished, { recursive: true, force: true });
}
