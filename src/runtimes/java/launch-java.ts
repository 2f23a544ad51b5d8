import type { LaunchPlan, LaunchSettings } from "../contract.ts";
import { managedEnvironment, withExecWrapper } from "../managed-environment.ts";
import type { JavaHome } from "./find-java.ts";

export interface JavaFiles {
  readonly home: JavaHome;
  /** Holds the jars of AWS's runtime interface client. */
  readonly clientDirectory: string;
}

/**
 * How a function is started on Java, by AWS's runtime interface client, which finds the function's classes in
 * /var/task and its jars in /var/task/lib and /opt/java/lib by itself.
 */
export const launchJava = (identifier: string, files: JavaFiles, settings: LaunchSettings): LaunchPlan => {
  const { directory } = files.home;
  const isInUsr = directory.startsWith("/usr/");
  const arguments_ = [
    // PARITY: 85 % of the memory, and compiled quickly rather than well.
    `-XX:MaxHeapSize=${Math.floor(settings.memoryMiB * 1024 * 0.85)}k`,
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.net.preferIPv4Stack=true",
    // PARITY: hooks that functions register with org.crac are called by the interface client.
    "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
    "-cp",
    "/var/runtime/lib/*",
    "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
    settings.handler ?? "",
  ];
  return {
    command: withExecWrapper([`${isInUsr ? directory : "/var/lang"}/bin/java`, ...arguments_], settings),
    mounts: [
      { source: files.clientDirectory, target: "/var/runtime/lib" },
      ...(isInUsr ? [] : [{ source: directory, target: "/var/lang" }]),
    ],
    environment: managedEnvironment(identifier),
  };
};
