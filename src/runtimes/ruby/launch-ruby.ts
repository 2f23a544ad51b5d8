import { fileURLToPath } from "node:url";
import type { LaunchPlan, LaunchSettings } from "../contract.ts";
import { managedEnvironment, withExecWrapper } from "../managed-environment.ts";
import type { RubyInterpreter } from "./find-ruby.ts";

const GUEST_DIRECTORY = fileURLToPath(new URL("guest", import.meta.url));

/**
 * How a function is started on Ruby. An interpreter from outside /usr appears at /var/lang, where AWS's lies, so that
 * nothing of the home directory it may come from is seen. Ruby looks for its libraries where it was installed, so it
 * is told where they are now.
 *
 * LIMIT: its gems are seen too, those of the host's owner with those that belong to Ruby: they share a directory.
 */
export const launchRuby = (identifier: string, interpreter: RubyInterpreter, settings: LaunchSettings): LaunchPlan => {
  const { prefix, executable, libraries, isInUsr } = interpreter;
  const moved = (path: string): string => (path.startsWith(`${prefix}/`) ? path.replace(prefix, "/var/lang") : path);
  const ruby: [string, ...string[]] = isInUsr
    ? [executable]
    : [moved(executable), ...libraries.map((directory) => `-I${moved(directory)}`)];
  return {
    command: withExecWrapper([...ruby, "/var/runtime/guest/main.rb"], settings),
    mounts: [
      { source: GUEST_DIRECTORY, target: "/var/runtime/guest" },
      ...(isInUsr ? [] : [{ source: prefix, target: "/var/lang" }]),
    ],
    environment: {
      ...managedEnvironment(identifier),
      ...searchPaths(identifier),
      // Ruby's strings follow the locale, and a host need not have the one that LANG names.
      LC_CTYPE: "C.UTF-8",
    },
  };
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html */
const searchPaths = (identifier: string): Record<string, string> => {
  const version = `${identifier.replace("ruby", "")}.0`;
  return {
    GEM_PATH: `/var/task/vendor/bundle/ruby/${version}:/opt/ruby/gems/${version}`,
    RUBYLIB: "/var/task:/var/runtime/lib:/opt/ruby/lib",
  };
};
