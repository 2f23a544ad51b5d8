// A server that makes sandboxes and waits for its death: one that runs, one that is frozen.
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/log.ts";
import type { SandboxSpec } from "../../src/sandbox/contract.ts";
import { createLinuxSandboxBackend } from "../../src/sandbox/linux/create-linux-sandbox-backend.ts";
import { firstLine } from "./sandbox-host.ts";

const [scratchDirectory = ""] = process.argv.slice(2);
const backend = await createLinuxSandboxBackend({ scratchDirectory, logger: silentLogger, clock: systemClock });
const signal = AbortSignal.timeout(240_000);
const spec: SandboxSpec = {
  id: "running",
  command: ["/bin/sh", "-c", "sleep 300 & echo up; wait"],
  environment: { PATH: "/usr/bin:/bin" },
  workingDirectory: "/",
  rootfs: { kind: "composed" },
  mounts: [],
  limits: { memoryMiB: 128, cpus: 1, processes: 64, openFiles: 64, tmpMiB: 512 },
  egress: "none",
  listenPorts: [9001],
};
const running = await backend.create(spec, { signal });
await firstLine(running.stdout);
const frozen = await backend.create({ ...spec, id: "frozen" }, { signal });
await firstLine(frozen.stdout);
await frozen.freeze();
process.on("SIGINT", () => undefined);
console.log("ready");
await new Promise(() => setInterval(() => undefined, 1_000));
