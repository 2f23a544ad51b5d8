import { createServer } from "node:net";
import type { Sandbox, SandboxMount, SandboxSpec } from "../../../../sandbox/contract.ts";

/** All of a sandbox that can be there before it is known for which function. */
export interface Preparation extends Pick<
  SandboxSpec,
  "environment" | "rootfs" | "mounts" | "directories" | "limits" | "egress" | "listenPorts"
> {
  /** A runtime that waits for its function; undefined where nothing can be started before that is known. */
  readonly command: SandboxSpec["command"] | undefined;
  /** Libraries that the runtime has loaded when it waits. */
  readonly preloads?: readonly string[];
}

/** It has seen no function's code or data, becomes one function version's, and is never prepared again. */
export interface PreparedSandbox extends AsyncDisposable {
  /** Whether it can still be used. */
  readonly isWaiting: boolean;
  /** Resolves when what runs inside has ended, before or after it was used. */
  ended(): Promise<void>;
  /**
   * Makes it the sandbox of one function version, which begins to run at once. To be disposed of by whoever gets it.
   * @throws when the code cannot be mounted, or what waited has ended; to be disposed of then, too
   */
  become(spec: SandboxSpec): Promise<Sandbox>;
}

/** What the function's sandbox is shown beyond what was prepared. */
export const lateMounts = (spec: SandboxSpec, { mounts }: Preparation): readonly SandboxMount[] => {
  const present = new Set(mounts.map(({ target }) => target));
  return spec.mounts.filter(({ target }) => !present.has(target));
};

/** Ports that were listened on in case they were needed are the function's own to listen on. */
export const freePorts = (sandbox: Sandbox, spec: SandboxSpec, { listenPorts }: Preparation): void => {
  for (const port of listenPorts.filter((candidate) => !spec.listenPorts.includes(candidate))) {
    const server = createServer();
    sandbox.serve(port, server);
    server.close();
  }
};
