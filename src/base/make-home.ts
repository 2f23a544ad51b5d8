import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { OperatorError } from "./operator-error.ts";

/**
 * Makes the directory of a server's data and whatever leads to it, for its owner alone (mode 0700).
 * One that is there is left as it is.
 * @throws OperatorError HOME_UNUSABLE
 */
export const makeHome = (home: string): void => {
  try {
    makeDirectory(home);
  } catch (cause) {
    throw new OperatorError({
      code: "HOME_UNUSABLE",
      message: `There cannot be data in ${home}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: "Choose another directory with --home.",
      cause,
    });
  }
};

export const homeInUse = (home: string, cause?: Error) =>
  new OperatorError({
    code: "HOME_IN_USE",
    message: `Another server is running with the data in ${home}.`,
    remedy: `Stop it with \`lambkin stop --home ${home}\`, or choose another directory with --home.`,
    cause,
  });

/** Not `recursive`, with which Node tries for ever in places such as /proc, where nothing can be made. */
const makeDirectory = (path: string): void => {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) throw new Error("it is not a directory");
    return;
  }
  makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(path)) throw error;
  }
};
