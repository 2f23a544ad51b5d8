import type { PriceTable } from "./price-table.ts";
import type { Usage } from "./usage.ts";

const MIB_PER_GB = 1_024;
const BYTES_PER_GB = 1_073_741_824;
/** Included in the price of a duration. Source: Lambda's pricing page. */
const FREE_EPHEMERAL_STORAGE_MIB = 512;

type ChargeKind =
  | "requests"
  | "duration"
  | "provisioned-duration"
  | "provisioned-concurrency"
  | "ephemeral-storage"
  | "streamed-bytes"
  | "snapshot-cache"
  | "snapshot-restore";

/** One line of a bill. */
export interface Charge {
  readonly kind: ChargeKind;
  readonly quantity: number;
  readonly unit: "Requests" | "GB-Seconds" | "GB";
  /** Of one unit. */
  readonly price: number;
  readonly cost: number;
}

/** What usage costs, without lines of nothing. */
export const chargesOf = (usage: Usage, prices: PriceTable): readonly Charge[] => {
  const { architecture, memoryMiB, billedMs } = usage;
  const durationPrices = usage.isProvisioned ? prices.perProvisionedDurationGbSecond : prices.perGbSecond;
  const extraStorageMiB = Math.max(usage.ephemeralStorageMiB - FREE_EPHEMERAL_STORAGE_MIB, 0);
  return [
    charge("requests", usage.invocations, "Requests", prices.perMillionRequests / 1e6),
    charge(
      usage.isProvisioned ? "provisioned-duration" : "duration",
      gbSeconds(memoryMiB, billedMs),
      "GB-Seconds",
      durationPrices[architecture],
    ),
    charge(
      "provisioned-concurrency",
      gbSeconds(memoryMiB, usage.provisionedMs),
      "GB-Seconds",
      prices.perProvisionedGbSecond[architecture],
    ),
    charge("ephemeral-storage", gbSeconds(extraStorageMiB, billedMs), "GB-Seconds", prices.perEphemeralStorageGbSecond),
    charge("streamed-bytes", usage.chargedStreamedBytes / BYTES_PER_GB, "GB", prices.perStreamedGb),
    charge("snapshot-cache", gbSeconds(memoryMiB, usage.chargedSnapshotMs), "GB-Seconds", prices.perSnapshotGbSecond),
    charge("snapshot-restore", (memoryMiB / MIB_PER_GB) * usage.chargedRestores, "GB", prices.perRestoredGb),
  ].filter(({ quantity }) => quantity > 0);
};

export const costOf = (usage: Usage, prices: PriceTable): number =>
  chargesOf(usage, prices).reduce((total, { cost }) => total + cost, 0);

const gbSeconds = (mib: number, ms: number): number => (mib / MIB_PER_GB) * (ms / 1_000);

const charge = (kind: ChargeKind, quantity: number, unit: Charge["unit"], price: number): Charge => ({
  kind,
  quantity,
  unit,
  price,
  cost: quantity * price,
});
