import { freePort, installedByNpm, startPeer } from "./peer.ts";
import type { TargetKind } from "./target.ts";

/** Starts a process for each request of its HTTP API; no signature, no isolation. */
export const architectSandbox: TargetKind = {
  id: "architect-sandbox",
  name: "@architect/sandbox",
  start: async () => {
    const port = await freePort();
    return startPeer({
      name: architectSandbox.name,
      port,
      command: [process.execPath, "node_modules/.bin/sandbox", "--host=127.0.0.1", `--port=${port}`],
      cwd: installedByNpm("architect-sandbox"),
      ready: /environment ready/,
      path: "/hello",
      env: { AWS_EC2_METADATA_DISABLED: "true" },
    });
  },
};
