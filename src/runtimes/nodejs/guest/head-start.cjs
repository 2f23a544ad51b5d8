"use strict";

/**
 * What makes later starts of the same function version quicker: uses what an earlier one left, or leaves it. Nothing
 * here may fail a function, and nothing of it may be seen by one; `src/runtimes/head-start.ts` is the other side.
 */
const { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require("node:fs");
const nodeModule = require("node:module");
const { connect } = require("node:net");
const path = require("node:path");

const VARIABLE = "_LAMBKIN_HEAD_START";
const DIRECTORY = "/var/runtime/head-start";
const NOTES_PORT = 61905;
const SDK = "/var/runtime/node_modules/";
/** Code that is loaded sooner is compiled sooner than its compiled form is read. */
const WORTH_KEEPING_MS = 15;
/** How long the platform may take to take notes, which it keeps in memory. */
const PATIENCE_MS = 1_000;

/** Code that changes these wants to see modules being loaded. */
const loaders = () => [nodeModule._load, nodeModule.prototype.require, nodeModule.prototype._compile];
const ownLoaders = loaders();

/** To be called before the function's code is loaded. @returns {{ end(): Promise<void> } | undefined} what to do after it */
const begin = () => {
  const instruction = process.env[VARIABLE];
  if (instruction === undefined) return undefined;
  delete process.env[VARIABLE];
  if (instruction === "use") nodeModule.enableCompileCache?.(DIRECTORY);
  else return new Notes(instruction === "note+compile");
  return undefined;
};

/** What one start has to say to the next. */
class Notes {
  #startedMs = performance.now();
  #cache;

  constructor(compiles) {
    if (compiles) this.#cache = CompileCache.begin();
  }

  /** Resolves when the platform has taken them. Says nothing when there is nothing to say. */
  async end() {
    try {
      const isWorthKeeping = performance.now() - this.#startedMs >= WORTH_KEEPING_MS;
      const files = isWorthKeeping ? (this.#cache?.take() ?? []) : [];
      const preload = loadedLibraries();
      if (files.length + preload.length === 0) return;
      const pieces = files.flatMap(([name, bytes]) => [line({ path: name, size: bytes.length }), bytes]);
      await send(Buffer.concat([...pieces, line({ preload })]));
    } catch {
      // The next start does without.
    }
  }
}

/** Node.js's own compile cache, in a place that is there only while nobody looks. */
class CompileCache {
  #base;
  #directory;

  static begin() {
    // Before Node.js 22.10 it cannot be written while the process lives on.
    if (nodeModule.flushCompileCache === undefined || nodeModule.getCompileCacheDir() !== undefined) return undefined;
    const cache = new CompileCache();
    try {
      cache.#base = mkdtempSync("/tmp/.head-start-");
      nodeModule.enableCompileCache(cache.#base);
      // Below the one that was given, named after the version; undefined where it is turned off.
      cache.#directory = nodeModule.getCompileCacheDir();
      rmSync(cache.#base, { recursive: true, force: true });
      return cache.#directory === undefined ? undefined : cache;
    } catch {
      return undefined; // a /tmp that cannot be written to
    }
  }

  /** @returns {[string, Buffer][]} */
  take() {
    try {
      mkdirSync(this.#directory, { recursive: true });
      nodeModule.flushCompileCache();
      const folder = path.basename(this.#directory);
      return readdirSync(this.#directory).map((name) => [
        `${folder}/${name}`,
        readFileSync(path.join(this.#directory, name)),
      ]);
    } finally {
      rmSync(this.#base, { recursive: true, force: true });
    }
  }
}

/** Packages of the runtime's AWS SDK that the function loaded, by name. */
const loadedLibraries = () => {
  if (loaders().some((loader, index) => loader !== ownLoaders[index])) return [];
  const files = Object.keys(require.cache).filter((file) => file.startsWith(`${SDK}@aws-sdk/`));
  return [...new Set(files.map((file) => file.slice(SDK.length).split("/", 2).join("/")))];
};

const line = (value) => Buffer.from(`${JSON.stringify(value)}\n`);

const send = (bytes) =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: NOTES_PORT });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", resolve);
    socket.resume();
    socket.end(bytes);
  });

module.exports = { begin };
