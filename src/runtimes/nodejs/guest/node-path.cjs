"use strict";

const nodeModule = require("node:module");
const { dirname } = require("node:path");
const { pathToFileURL } = require("node:url");

let isExtended = false;

/**
 * Makes `import` look into NODE_PATH as `require` does, so that ES modules find the AWS SDK and layers.
 * PARITY: AWS's runtimes do so since Node.js 18; Node.js itself does not.
 */
const extendToModules = () => {
  if (isExtended) return;
  isExtended = true;
  // `import` looks into the `node_modules` beside and above the importing file: it is made to look from beside these.
  const parents = (process.env.NODE_PATH ?? "")
    .split(":")
    .filter((folder) => folder.endsWith("/node_modules"))
    .map((folder) => pathToFileURL(`${dirname(folder)}/-`).href);
  if (nodeModule.registerHooks !== undefined) {
    nodeModule.registerHooks({ resolve: resolveSync(parents) });
    return;
  }
  // LIMIT: before Node.js 22.15 hooks need a thread of their own, about 20 ms more for functions that are ES modules.
  nodeModule.register(pathToFileURL(`${__dirname}/node-path-hooks.mjs`).href, { data: { parents } });
};

const resolveSync = (parents) => (specifier, context, next) => {
  try {
    return next(specifier, context);
  } catch (error) {
    if (!isMissingPackage(error, specifier)) throw error;
    for (const parentURL of parents) {
      try {
        return next(specifier, { ...context, parentURL });
      } catch (nested) {
        if (!isMissingPackage(nested, specifier)) throw nested;
      }
    }
    throw error;
  }
};

const isMissingPackage = (error, specifier) =>
  error?.code === "ERR_MODULE_NOT_FOUND" && !/^[./]|^[a-z]+:/i.test(specifier);

module.exports = { extendToModules };
