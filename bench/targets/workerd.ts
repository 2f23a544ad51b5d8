import { freePort, installedByNpm, startPeer } from "./peer.ts";
import type { TargetKind } from "./target.ts";

const PACKAGE = process.arch === "arm64" ? "workerd-linux-arm64" : "workerd-linux-64";

/** Runs the function in an isolate of its own process, in C++; another API, no signature. */
export const workerd: TargetKind = {
  id: "workerd",
  name: "workerd",
  start: async () => {
    const port = await freePort();
    return startPeer({
      name: workerd.name,
      port,
      command: [
        `node_modules/@cloudflare/${PACKAGE}/bin/workerd`,
        "serve",
        "--verbose",
        "--control-fd=1",
        `--socket-addr=http=127.0.0.1:${port}`,
        "config.capnp",
      ],
      cwd: installedByNpm("workerd"),
      ready: /"event":"listen"/,
      path: "/",
    });
  },
};
