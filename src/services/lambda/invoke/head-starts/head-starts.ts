import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "../../../../runtimes/contract.ts";
import type { FunctionVersion } from "../../model/function-version.ts";
import type { DerivedCode, DerivedName } from "./derived-code.ts";
import type { NotedFile, Notes } from "./notes.ts";

/** Raised when what guests leave takes another form. */
const EDITION = 1;
/** Of Node.js' compile cache: one directory for a version of it, files named by checksums. */
const COMPILED_FILE = /^v[\w.-]{1,100}\/[0-9a-f]{1,16}$/;
const LIBRARIES_FILE = "libraries.json";
const COMPILED_DIRECTORY = "compiled";
/** Versions that are remembered; of others what the disk has is looked up again. */
const MAX_REMEMBERED = 10_000;
/** Versions that may leave notes at a time, each of which the server holds in memory. */
const MAX_LEARNING = 4;
/** Compiled code is about as large as its source; archives are a quarter of that. */
const MAX_COMPILED_PER_ARCHIVE_BYTE = 4;
/** Smaller archives hold nothing whose compilation takes long. */
const MIN_COMPILED_ARCHIVE_BYTES = 16_384;

/** What an earlier init left. */
interface Left {
  readonly preload: readonly string[];
  readonly hasCompiledCode: boolean;
}

/** What an environment of one version starts with. */
export type HeadStart =
  /** Nothing is known yet: it is to leave notes. Whoever begins it says by `Learning.end` how it went. */
  | { readonly kind: "learn"; readonly wantsCompiledCode: boolean; readonly learning: Learning }
  | { readonly kind: "go"; readonly preload: readonly string[]; readonly compiledCode: string | undefined };

const NOTHING: HeadStart = { kind: "go", preload: [], compiledCode: undefined };

/** One start that is to leave notes, for one version. */
interface Learning {
  /** At most once. */
  note(notes: Notes): void;
  /** The init is over: with success it has said what there was to say. Idempotent. */
  end(outcome: "initialized" | "failed"): void;
}

export interface HeadStartsOptions {
  readonly derivedCode: DerivedCode;
  /** Runs what nobody waits for. */
  readonly run: (task: () => Promise<void>) => void;
  /** Told when more is known than before, so that the next environment's sandbox can be prepared. */
  readonly onLearnt: (functionVersion: FunctionVersion) => Promise<void>;
}

/**
 * What the inits of function versions left for later ones of the same version. The version is the border of trust:
 * what comes from a function's own init, before it saw any event, is shown to environments of the same revision of the
 * same version, and to nobody else. One environment at a time leaves notes, the first whose init succeeds.
 */
export class HeadStarts {
  readonly #options: HeadStartsOptions;
  /** By key; the oldest first. */
  readonly #left = new Map<string, Left>();
  readonly #learning = new Set<string>();

  constructor(options: HeadStartsOptions) {
    this.#options = options;
  }

  /**
   * How the next environment of this version starts.
   * @param held keeps what it is shown until it is disposed
   */
  async next(functionVersion: FunctionVersion, runtime: Runtime, held: AsyncDisposableStack): Promise<HeadStart> {
    if (runtime.headStarts === undefined) return NOTHING;
    const name = nameOf(functionVersion, runtime);
    const left = await this.#find(name);
    if (left === undefined) {
      const wantsCompiledCode = runtime.headStarts.withCompiledCode && mayTakeLongToCompile(functionVersion);
      return this.#learn(functionVersion, name, wantsCompiledCode);
    }
    const { preload, hasCompiledCode } = left;
    if (!hasCompiledCode) return preload.length === 0 ? NOTHING : { kind: "go", preload, compiledCode: undefined };
    const lease = held.use(this.#options.derivedCode.acquire(name));
    const compiledCode = lease && join(lease.path, COMPILED_DIRECTORY);
    // A cache may be emptied by anybody at any time.
    return { kind: "go", preload, compiledCode: compiledCode && existsSync(compiledCode) ? compiledCode : undefined };
  }

  /** Libraries of the runtime's own that this version was found to load. */
  async preloadOf(functionVersion: FunctionVersion, runtime: Runtime): Promise<readonly string[]> {
    return (await this.#find(nameOf(functionVersion, runtime)))?.preload ?? [];
  }

  #learn(functionVersion: FunctionVersion, name: DerivedName, wantsCompiledCode: boolean): HeadStart {
    const { key } = name;
    if (this.#learning.has(key) || this.#learning.size >= MAX_LEARNING) return NOTHING;
    this.#learning.add(key);
    let isOver = false;
    let noted: Promise<void> | undefined;
    const learning: Learning = {
      note: (notes) => {
        if (isOver || noted !== undefined) return;
        noted = this.#keep(functionVersion, name, notes);
        // Told by `end`, which comes later.
        noted.catch(() => {});
      },
      end: (outcome) => {
        if (isOver) return;
        isOver = true;
        if (outcome === "initialized" && noted === undefined)
          this.#remember(key, { preload: [], hasCompiledCode: false });
        this.#options.run(async () => {
          using _ = { [Symbol.dispose]: () => void this.#learning.delete(key) };
          await noted;
          if (noted !== undefined) await this.#options.onLearnt(functionVersion);
        });
      },
    };
    return { kind: "learn", wantsCompiledCode, learning };
  }

  async #keep(functionVersion: FunctionVersion, name: DerivedName, { preload, files }: Notes): Promise<void> {
    const compiled = compiledCodeOf(functionVersion, files);
    const libraries: NotedFile = { path: LIBRARIES_FILE, content: Buffer.from(JSON.stringify(preload)) };
    const below = compiled.map(({ path, content }) => ({ path: `${COMPILED_DIRECTORY}/${path}`, content }));
    await this.#options.derivedCode.put(name, [libraries, ...below]);
    this.#remember(name.key, { preload, hasCompiledCode: compiled.length > 0 });
  }

  async #find(name: DerivedName): Promise<Left | undefined> {
    const known = this.#left.get(name.key);
    if (known !== undefined) return known;
    using kept = this.#options.derivedCode.acquire(name);
    if (kept === undefined) return undefined;
    const text = await readFile(join(kept.path, LIBRARIES_FILE), "utf8").catch(() => "[]");
    const hasCompiledCode = existsSync(join(kept.path, COMPILED_DIRECTORY));
    return this.#remember(name.key, { preload: JSON.parse(text) as string[], hasCompiledCode });
  }

  #remember(key: string, left: Left): Left {
    this.#left.set(key, left);
    for (const oldest of this.#left.keys()) {
      if (this.#left.size <= MAX_REMEMBERED) break;
      this.#left.delete(oldest);
    }
    return left;
  }
}

/** None when there is more of it than such code has: the disk is not for functions to fill. */
const compiledCodeOf = ({ code, settings }: FunctionVersion, files: readonly NotedFile[]): readonly NotedFile[] => {
  const compiled = files.filter(({ path }) => COMPILED_FILE.test(path));
  const size = compiled.reduce((sum, { content }) => sum + content.byteLength, 0);
  const archiveBytes = [code, ...settings.layers].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return size <= archiveBytes * MAX_COMPILED_PER_ARCHIVE_BYTE ? compiled : [];
};

const mayTakeLongToCompile = ({ code, settings }: FunctionVersion): boolean =>
  [code, ...settings.layers].some(({ sizeBytes }) => sizeBytes >= MIN_COMPILED_ARCHIVE_BYTES);

/** A revision has its settings for good; the runtime may change beneath it. */
const nameOf = (functionVersion: FunctionVersion, { identifier, version, source }: Runtime): DerivedName => {
  const { functionName, version: number, revisionId, code, settings } = functionVersion;
  const layers = settings.layers.map(({ sha256 }) => sha256);
  return {
    sha256: code.sha256,
    subject: `init-${hash([functionName, number]).slice(0, 32)}`,
    key: hash([EDITION, functionName, number, revisionId, code.sha256, layers, identifier, version, source]),
  };
};

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");
