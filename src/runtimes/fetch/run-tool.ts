import { execFile } from "node:child_process";
import { OperatorError } from "../../base/operator-error.ts";

export interface ToolRun {
  /** What the tool is run for, to complete "Could not …". */
  readonly purpose: string;
  /** What the operator does when it is missing or fails. */
  readonly remedy: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a package manager to its end.
 * @throws OperatorError `RUNTIME_FETCH_FAILED` with the end of what it printed
 */
export const runTool = (command: string, args: readonly string[], run: ToolRun): Promise<void> =>
  new Promise((resolve, reject) => {
    const options = { cwd: run.cwd, signal: run.signal, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve();
      if (run.signal.aborted) return reject(run.signal.reason as Error);
      const isMissing = error.code === "ENOENT";
      reject(
        new OperatorError({
          code: "RUNTIME_FETCH_FAILED",
          message: isMissing
            ? `Could not ${run.purpose}: there is no ${command} on the search path.`
            : `Could not ${run.purpose}: ${command} ended with an error.\n${lastLines(stderr + stdout)}`,
          remedy: run.remedy,
          cause: error,
        }),
      );
    });
  });

const lastLines = (text: string): string => text.trim().split("\n").slice(-10).join("\n");
