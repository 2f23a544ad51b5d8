import { access, constants, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { OperatorError } from "../../base/operator-error.ts";

/** Where `scripts/build-native.mjs` puts the launcher, from here as from the built package. */
const LAUNCHER_PATH = fileURLToPath(new URL("../../../build/lambkin-launcher", import.meta.url));

/** The launcher that was there when this server started. */
export interface LauncherProgram {
  readonly path: string;
  /** What it says of itself. Server and launcher of different builds would misunderstand one another, or wait for ever. */
  readonly build: string;
  /** The host's root rights are there. */
  readonly privileged: boolean;
}

/** @throws OperatorError LAUNCHER_MISSING */
export const findLauncher = async ({ privileged }: { readonly privileged: boolean }): Promise<LauncherProgram> => {
  try {
    await access(LAUNCHER_PATH, constants.X_OK);
    return { path: LAUNCHER_PATH, build: await readFile(`${LAUNCHER_PATH}.sha256`, "utf8"), privileged };
  } catch (error) {
    throw new OperatorError({
      code: "LAUNCHER_MISSING",
      message: `The sandbox launcher ${LAUNCHER_PATH} is not there.`,
      remedy: "Run `npm run build:native`, which compiles it; it needs a C compiler.",
      cause: error,
    });
  }
};
