/**
 * How often a sandbox gets its share of CPU time. Short, so that a small function answers often instead of sleeping for
 * most of a tenth of a second; long enough that the smallest share is not below the kernel's least quota.
 */
export const CPU_PERIOD_US = 20_000;

/** The kernel takes no smaller quota. */
const LEAST_QUOTA_US = 1_000;

/** CPU time a period, for a number of CPUs, which may be a fraction. */
export const cpuQuotaUs = (cpus: number): number => Math.max(LEAST_QUOTA_US, Math.round(cpus * CPU_PERIOD_US));

/** Init runs inside as well, and is not the command's to count. */
export const initProcesses = 1;

/** Rounded up, as AWS reports memory. */
export const toMiB = (bytes: number): number => Math.ceil(bytes / (1024 * 1024));
