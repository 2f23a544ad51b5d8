import { readFile } from "node:fs/promises";

/** `CAP_SYS_ADMIN` in the kernel's numbering. */
const CAP_SYS_ADMIN = 21n;

/**
 * Whether this process has root's rights over the host, and not only over a user namespace: then sandboxes are made
 * with them, and without otherwise.
 */
export const hasHostRights = async (): Promise<boolean> => {
  if (process.geteuid?.() !== 0) return false;
  const [uidMap, status] = await Promise.all([
    readFile("/proc/self/uid_map", "utf8"),
    readFile("/proc/self/status", "utf8"),
  ]);
  const capabilities = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return /^\s*0\s+0\s+4294967295\s*$/.test(uidMap) && ((capabilities >> CAP_SYS_ADMIN) & 1n) === 1n;
};
