import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import path from "node:path";

/** Not in every user's PATH. */
const DIRECTORIES = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** A probe answers in milliseconds; one that hangs must not hold up the others. */
const PATIENCE_MS = 3000;

export type AttemptResult =
  | { readonly kind: "ran"; readonly output: string }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "missing" };

/** Runs a program that may not be installed, with nothing of this process's environment. */
export const attempt = (program: string, programArguments: readonly string[]): Promise<AttemptResult> =>
  new Promise((resolve) => {
    const options = { env: { PATH: DIRECTORIES.join(":"), LC_ALL: "C" }, timeout: PATIENCE_MS };
    execFile(program, programArguments, options, (error, stdout, stderr) => {
      if (error === null) resolve({ kind: "ran", output: stdout.trim() });
      else if (error.code === "ENOENT") resolve({ kind: "missing" });
      else resolve({ kind: "failed", message: stderr.trim().split("\n")[0] ?? "" });
    });
  });

export const isAccessible = (file: string, mode?: number): Promise<boolean> =>
  access(file, mode).then(
    () => true,
    () => false,
  );

/** Where a program lies, without running it. */
export const findProgram = async (name: string): Promise<string | undefined> => {
  const places = DIRECTORIES.map((directory) => path.join(directory, name));
  const found = await Promise.all(places.map((place) => isAccessible(place)));
  return places.find((_, index) => found[index]);
};
