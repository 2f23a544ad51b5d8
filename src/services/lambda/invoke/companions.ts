import type { SandboxCompanions } from "../../../sandbox/contract.ts";
import { MAX_EXTENSIONS } from "../extensions/extension-answers.ts";
import { EXTENSIONS_DIRECTORY } from "./find-extensions.ts";

/** What is the runtime's alone. Source: Lambda's page on the Extensions API. */
const RUNTIME_VARIABLES: ReadonlySet<string> = new Set([
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_XRAY_CONTEXT_MISSING",
  "AWS_XRAY_DAEMON_ADDRESS",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

/**
 * External extensions as the sandbox runs them. No more than there may be: of the rest none is started.
 * @param environment the runtime's
 */
export const companionsOf = (
  extensionNames: readonly string[],
  environment: Readonly<Record<string, string>>,
): SandboxCompanions | undefined => {
  const [first, ...others] = extensionNames.slice(0, MAX_EXTENSIONS).map((name) => `${EXTENSIONS_DIRECTORY}/${name}`);
  if (first === undefined) return undefined;
  const variables = Object.entries(environment).filter(
    ([name]) => !RUNTIME_VARIABLES.has(name) && !name.startsWith("_"),
  );
  return { programs: [first, ...others], environment: Object.fromEntries(variables) };
};
