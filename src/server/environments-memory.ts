import { readFileSync } from "node:fs";

const SHARE_FOR_ENVIRONMENTS = 0.8;

/**
 * Memory that environments together may claim unless configured: four fifths of what the host has free at start,
 * so that a full host throttles instead of swapping.
 */
export const environmentsMemoryMiB = (memoryInformation: string = readFileSync("/proc/meminfo", "utf8")): number => {
  const availableKiB = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(memoryInformation)?.[1] ?? 0);
  return Math.floor((availableKiB / 1024) * SHARE_FOR_ENVIRONMENTS);
};
