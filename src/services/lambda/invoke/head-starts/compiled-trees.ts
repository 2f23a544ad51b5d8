import { existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../../../base/clock.ts";
import { randomHex } from "../../../../base/ids.ts";
import type { TaskGroup } from "../../../../base/task-group.ts";
import type { Runtime } from "../../../../runtimes/contract.ts";
import { NOTES_PORT } from "../../../../runtimes/head-start.ts";
import type { Sandbox, SandboxBackend, SandboxMount, SandboxSpec } from "../../../../sandbox/contract.ts";
import type { FunctionCode, FunctionVersion } from "../../model/function-version.ts";
import type { CodeDirectories } from "../contract.ts";
import type { EnvironmentFiles } from "../environment-spec.ts";
import type { DerivedCode, DerivedName } from "./derived-code.ts";
import { NoteTaker } from "./note-taker.ts";
import type { Notes } from "./notes.ts";

/** Raised when trees are compiled otherwise. */
const EDITION = 1;
/** Of Python: beside each folder's modules. */
const COMPILED_MODULE = /(^|\/)__pycache__\/[^/]+\.pyc$/;
const COMPILED_DIRECTORY = "compiled";
/** Smaller archives hold nothing whose compilation takes long. */
const MIN_ARCHIVE_BYTES = 16_384;
/** The start of the function, which is what code is wanted for, goes first. */
const COMPILE_AFTER_MS = 1_000;
/** How long compiling one tree may take. What is not done then is never done. */
const PATIENCE_MS = 120_000;
/** Its share of the machine: nobody waits for it. */
const LIMITS: SandboxSpec["limits"] = { memoryMiB: 512, cpus: 0.5, processes: 16, openFiles: 256, tmpMiB: 16 };

/** Where a tree of files is seen by functions: compiled code names its source. */
type TreeRoot = "/var/task" | "/opt";

export interface CompiledTreesOptions {
  readonly derivedCode: DerivedCode;
  readonly codeDirectories: CodeDirectories;
  readonly sandboxes: Pick<SandboxBackend, "create">;
  /** Undefined when the host has no memory to spare. */
  readonly reserveMemory: (memoryMiB: number) => Disposable | undefined;
  readonly clock: Clock;
  readonly tasks: TaskGroup;
  readonly onError: (error: unknown) => void;
}

interface Wish {
  readonly tree: FunctionCode;
  readonly root: TreeRoot;
  readonly name: DerivedName;
  readonly compilation: NonNullable<ReturnType<NonNullable<Runtime["compilation"]>>>;
}

/**
 * Compiled forms of code and layers that come without. They depend on the content alone, since no function runs where
 * they are made, and so are the same for all functions with that content. Made in the background, one after the other.
 */
export class CompiledTrees {
  readonly #options: CompiledTreesOptions;
  readonly #wishes = new Map<string, Wish>();
  /** Trees that could not be compiled, until the server is started again. */
  readonly #failed = new Set<string>();
  #isBusy = false;

  constructor(options: CompiledTreesOptions) {
    this.#options = options;
  }

  /**
   * The files of a version, with what is compiled of them already.
   * @param held keeps that until it is disposed
   */
  layOver(
    files: EnvironmentFiles,
    { code, settings }: FunctionVersion,
    runtime: Runtime,
    held: AsyncDisposableStack,
  ): EnvironmentFiles {
    if (runtime.compilation === undefined) return files;
    const layerPaths = settings.layers.flatMap((layer, index) =>
      [files.layerPaths[index], this.#find(layer, "/opt", runtime, held)].filter((path) => path !== undefined),
    );
    return { ...files, compiledCodePath: this.#find(code, "/var/task", runtime, held), layerPaths };
  }

  /** The version will be started before long. */
  anticipate({ code, settings }: FunctionVersion, runtime: Runtime): void {
    this.#wish(code, "/var/task", runtime);
    for (const layer of settings.layers) this.#wish(layer, "/opt", runtime);
    if (this.#wishes.size > 0 && !this.#isBusy) this.#options.tasks.run((signal) => this.#fulfil(signal));
  }

  /** Where the compiled form of a tree lies, laid out as the tree itself. */
  #find(tree: FunctionCode, root: TreeRoot, runtime: Runtime, held: AsyncDisposableStack): string | undefined {
    const lease = this.#options.derivedCode.acquire(nameOf(tree, root, runtime));
    if (lease === undefined) return undefined;
    const path = join(held.use(lease).path, COMPILED_DIRECTORY);
    // Missing where there was nothing to compile, or somebody emptied the cache.
    return existsSync(path) ? path : undefined;
  }

  #wish(tree: FunctionCode, root: TreeRoot, runtime: Runtime): void {
    if (tree.sizeBytes < MIN_ARCHIVE_BYTES) return;
    const compilation = runtime.compilation?.(root);
    if (compilation === undefined) return;
    const name = nameOf(tree, root, runtime);
    const id = JSON.stringify(name);
    using present = this.#options.derivedCode.acquire(name);
    if (present === undefined && !this.#failed.has(id)) this.#wishes.set(id, { tree, root, name, compilation });
  }

  async #fulfil(signal: AbortSignal): Promise<void> {
    this.#isBusy = true;
    using _ = { [Symbol.dispose]: () => void (this.#isBusy = false) };
    await this.#options.clock.delay(COMPILE_AFTER_MS, { signal });
    for (const [id, wish] of this.#wishes) {
      if (signal.aborted) return;
      using memory = this.#options.reserveMemory(LIMITS.memoryMiB);
      // Whoever wants it next tries again.
      if (memory === undefined) return this.#wishes.clear();
      const isDone = await this.#compile(wish, signal).catch((error: unknown) => {
        if (!signal.aborted) this.#options.onError(error);
        return false;
      });
      if (!isDone) this.#failed.add(id);
      this.#wishes.delete(id);
    }
  }

  async #compile({ tree, root, name, compilation }: Wish, signal: AbortSignal): Promise<boolean> {
    const { codeDirectories, sandboxes, derivedCode } = this.#options;
    await using held = new AsyncDisposableStack();
    const { path } = held.use(await codeDirectories.acquire(tree));
    const sandbox = held.use(
      await sandboxes.create(
        {
          id: `compile-${randomHex(8)}`,
          command: compilation.command,
          environment: compilation.environment,
          workingDirectory: "/",
          rootfs: { kind: "composed" },
          mounts: [
            { sources: [path], target: root },
            ...compilation.mounts.map(({ source, target }) => ({ sources: [source] as const, target })),
            ...compilation.mounts.slice(0, 1).map(({ source }) => trialOf(path, source)),
          ],
          limits: LIMITS,
          egress: "none",
          listenPorts: [NOTES_PORT],
        },
        { signal },
      ),
    );
    const notes = await this.#takeNotes(sandbox, signal);
    if (notes === undefined) return false;
    const modules = notes.files.filter((file) => COMPILED_MODULE.test(file.path));
    await derivedCode.put(
      name,
      modules.map((file) => ({ path: `${COMPILED_DIRECTORY}/${file.path}`, content: file.content })),
    );
    return true;
  }

  /** @returns undefined when the compiler did not come to its end */
  async #takeNotes(sandbox: Sandbox, signal: AbortSignal): Promise<Notes | undefined> {
    const { promise, resolve } = Promise.withResolvers<Notes | undefined>();
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    using taker = new NoteTaker(resolve);
    using _ = this.#options.clock.after(PATIENCE_MS, () => resolve(undefined));
    // What compilers say of somebody's code is told when it is loaded.
    sandbox.stdout.resume();
    sandbox.stderr.resume();
    taker.listen(sandbox);
    await sandbox.throttleCpu();
    void sandbox.exited.then(() => resolve(undefined));
    return await promise;
  }
}

/** On a host that cannot merge directories this sandbox is not made, and so nothing that would have to be laid over. */
const trialOf = (path: string, other: string): SandboxMount => ({ sources: [path, other], target: "/var/merged" });

const nameOf = ({ sha256 }: FunctionCode, root: TreeRoot, { identifier, version, source }: Runtime): DerivedName => ({
  sha256,
  subject: `${identifier}-${root === "/opt" ? "layer" : "code"}`,
  key: createHash("sha256")
    .update(JSON.stringify([EDITION, identifier, version, source]))
    .digest("hex"),
});
