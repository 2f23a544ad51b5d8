import type { LaunchPlan, LaunchSettings, Runtime, RuntimeFamily } from "../contract.ts";

const BOOTSTRAPS = ["/var/task/bootstrap", "/opt/bootstrap"] as const;

/** Runs the first of its arguments that exists; the exit statuses are those of every shell. */
const RUN_FIRST = 'for bootstrap do [ -e "$bootstrap" ] && exec "$bootstrap"; done; exit 127';

/**
 * Custom runtimes: any program named `bootstrap` in the code, or else in a layer, that speaks the Runtime API.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
 */
export const providedFamily = (): RuntimeFamily => ({
  name: "provided",
  identifiers: ["provided.al2023", "provided.al2"],
  find: (identifier) => Promise.resolve({ kind: "ready", runtime: providedRuntime(identifier) }),
  refresh: () => {},
});

const providedRuntime = (identifier: string): Runtime => ({
  identifier,
  version: identifier.replace(".", ":"),
  source: "the function's own bootstrap",
  launch: (settings) => launch(settings),
});

/** PARITY: custom runtimes honour no AWS_LAMBDA_EXEC_WRAPPER and are given no AWS_EXECUTION_ENV. */
const launch = (settings: LaunchSettings): LaunchPlan => ({
  // Without layers there is one place to look, and a shell would only delay the start.
  command: settings.hasLayers ? ["/bin/sh", "-c", RUN_FIRST, "bootstrap", ...BOOTSTRAPS] : [BOOTSTRAPS[0]],
  mounts: [],
  environment: {
    LANG: "en_US.UTF-8",
    LD_LIBRARY_PATH: "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
    PATH: "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    TZ: ":UTC",
  },
  bootstraps: BOOTSTRAPS,
});
