import { readFile } from "node:fs/promises";

/** In the kernel's numbering. */
const CAPABILITIES = { CAP_SYS_PTRACE: 19n, CAP_SYS_ADMIN: 21n } as const;

/** Whether this process may use one of its rights; containers and services often keep only some. */
export const hasCapability = async (name: keyof typeof CAPABILITIES): Promise<boolean> => {
  const status = await readFile("/proc/self/status", "utf8");
  const capabilities = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return ((capabilities >> CAPABILITIES[name]) & 1n) === 1n;
};

/**
 * Whether this process has root's rights over the host, and not only over a user namespace: then sandboxes are made
 * with them, and without otherwise.
 */
export const hasHostRights = async (): Promise<boolean> => {
  if (process.geteuid?.() !== 0) return false;
  const uidMap = await readFile("/proc/self/uid_map", "utf8");
  return /^\s*0\s+0\s+4294967295\s*$/.test(uidMap) && (await hasCapability("CAP_SYS_ADMIN"));
};
