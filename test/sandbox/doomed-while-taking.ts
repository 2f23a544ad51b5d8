// A server that is killed while it takes a snapshot: it says when it has begun.
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/log.ts";
import { createLinuxSandboxBackend } from "../../src/sandbox/linux/create-linux-sandbox-backend.ts";

const [scratchDirectory = ""] = process.argv.slice(2);
const backend = await createLinuxSandboxBackend({ scratchDirectory, logger: silentLogger, clock: systemClock });
const signal = AbortSignal.timeout(240_000);
const sandbox = await backend.create(
  {
    id: "taken",
    // Much memory, so that it takes long enough.
    command: [
      "/usr/bin/python3",
      "-c",
      "x = b'x' * (800 << 20)\nprint('filled', flush=True)\nimport time; time.sleep(60)",
    ],
    environment: {},
    workingDirectory: "/",
    rootfs: { kind: "composed" },
    mounts: [],
    limits: { memoryMiB: 1024, cpus: 1, processes: 64, openFiles: 64, tmpMiB: 512 },
    egress: "none",
    listenPorts: [],
  },
  { signal },
);
await new Promise((resolve) => sandbox.stdout.once("data", resolve));
const { path } = await backend.makeMemoryFile();
const taking = sandbox.takeSnapshot(path, { signal });
console.log("taking");
await taking;
