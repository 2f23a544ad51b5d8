// Run by a user without rights: one sandbox that looks around. Says what it found, as JSON.
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/log.ts";
import { createLinuxSandboxBackend } from "../../src/sandbox/linux/create-linux-sandbox-backend.ts";
import { firstLine, text } from "./sandbox-host.ts";

const [scratchDirectory = "", script = ""] = process.argv.slice(2);
await using backend = await createLinuxSandboxBackend({ scratchDirectory, logger: silentLogger, clock: systemClock });
await using sandbox = await backend.create(
  {
    id: "plain",
    command: ["/bin/sh", "-c", script],
    environment: { PATH: "/usr/bin:/bin" },
    workingDirectory: "/tmp",
    rootfs: { kind: "composed" },
    mounts: [],
    limits: { memoryMiB: 128, cpus: 1, processes: 16, openFiles: 64, tmpMiB: 16 },
    egress: "none",
    listenPorts: [9001],
  },
  { signal: AbortSignal.timeout(240_000) },
);
await firstLine(sandbox.stdout);
await sandbox.freeze();
await sandbox.thaw();
const stdout = await text(sandbox.stdout);
const states = Object.fromEntries(backend.features.map(({ name, state }) => [name, state]));
console.log(JSON.stringify({ uid: process.getuid?.(), exit: await sandbox.exited, stdout, states }));
