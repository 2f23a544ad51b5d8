"use strict";

const { createRequire } = require("node:module");
const { existsSync, readFileSync, statSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { runtimeError } = require("./errors.cjs");

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

/** Module names are resolved, and "Require stack" lines written, as from AWS's own bootstrap. */
const requireAsRuntime = createRequire("/var/runtime/index.mjs");

/**
 * Loads the function that a handler such as `src/app.handlers.create` names: file `src/app`, export `handlers.create`.
 * @throws errors named `Runtime.*` where AWS gives them such names; other errors of the module's own as they are
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
const loadHandler = async (taskRoot, handler) => {
  if (handler.includes("..")) {
    throw runtimeError(
      "MalformedHandlerName",
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, moduleName, exportPath] = /^([^.]*)\.(.*)$/.exec(path.basename(handler)) ?? [];
  if (exportPath === undefined) throw runtimeError("MalformedHandlerName", "Bad handler");
  const folder = path.resolve(taskRoot, path.dirname(handler));
  const loaded = await loadModule({ taskRoot, folder, moduleName });
  const found =
    findExport(loaded, exportPath) ?? (NODE_MAJOR >= 24 ? findExport(loaded?.default, exportPath) : undefined);
  if (!found) throw runtimeError("HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof found !== "function") throw runtimeError("HandlerNotFound", `${handler} is not a function`);
  return found;
};

const findExport = (module, exportPath) => exportPath.split(".").reduce((value, key) => value?.[key], module);

const loadModule = async (place) => {
  try {
    return await importModule(place);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw Object.assign(runtimeError("UserCodeSyntaxError", String(error)), { stack: error.stack });
    }
    // PARITY: a module that an ES module cannot find stays a plain "Error".
    if (error instanceof Error && error.code === "MODULE_NOT_FOUND")
      throw runtimeError("ImportModuleError", String(error));
    throw error;
  }
};

/** Looks for the file in AWS's order: without extension, `.js`, `.mjs`, `.cjs`, then as a package. */
const importModule = async ({ taskRoot, folder, moduleName }) => {
  const file = path.join(folder, moduleName);
  if (isFile(file)) return requireAsRuntime(file);
  if (isFile(`${file}.js`)) return isInModulePackage(folder) ? importFile(`${file}.js`) : requireOrImport(`${file}.js`);
  if (isFile(`${file}.mjs`)) return importFile(`${file}.mjs`);
  if (isFile(`${file}.cjs`)) return requireAsRuntime(`${file}.cjs`);
  return requireAsRuntime(requireAsRuntime.resolve(moduleName, { paths: [taskRoot, folder] }));
};

const importFile = (file) => {
  require("./node-path.cjs").extendToModules();
  return import(pathToFileURL(file).href);
};

/** Newer versions recognise an ES module by its syntax; only `import` takes one that awaits at its top level. */
const requireOrImport = (file) => {
  try {
    return requireAsRuntime(file);
  } catch (error) {
    if (error?.code === "ERR_REQUIRE_ASYNC_MODULE") return importFile(file);
    throw error;
  }
};

const isFile = (file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** True when the nearest package.json says `"type": "module"`. */
const isInModulePackage = (folder) => {
  if (folder.endsWith("/node_modules")) return false;
  const description = path.join(folder, "package.json");
  if (existsSync(description)) {
    try {
      return JSON.parse(readFileSync(description, "utf8"))?.type === "module";
    } catch (error) {
      console.warn(`${description} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return false;
    }
  }
  return folder !== "/" && isInModulePackage(path.dirname(folder));
};

module.exports = { loadHandler, NODE_MAJOR };
