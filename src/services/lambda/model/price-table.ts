/** What a unit of each thing costs, in one currency. */
export interface PriceTable {
  /** Three letters, for example `USD`. */
  readonly currency: string;
  readonly perMillionRequests: number;
  readonly perGbSecond: ByArchitecture;
  /** Of a duration in provisioned environments. */
  readonly perProvisionedDurationGbSecond: ByArchitecture;
  /** Of provisioned environments being there. */
  readonly perProvisionedGbSecond: ByArchitecture;
  /** Of `/tmp` beyond 512 MB, while a function runs. */
  readonly perEphemeralStorageGbSecond: number;
  /** Of streamed responses beyond 6 MB each. */
  readonly perStreamedGb: number;
  /** Of the memory of a version, as long as a snapshot of it is kept. */
  readonly perSnapshotGbSecond: number;
  /** Of the memory of an environment that goes on from a snapshot. */
  readonly perRestoredGb: number;
}

interface ByArchitecture {
  readonly x86_64: number;
  readonly arm64: number;
}

/**
 * AWS's public prices in US East (N. Virginia).
 * LIMIT: of prices that fall with volume, the first; nothing is free. An AWS bill for the same usage is lower.
 * Source: https://aws.amazon.com/lambda/pricing/, November 2026.
 */
export const AWS_PRICES: PriceTable = {
  currency: "USD",
  perMillionRequests: 0.2,
  perGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
  perProvisionedDurationGbSecond: { x86_64: 0.0000097222, arm64: 0.0000077778 },
  perProvisionedGbSecond: { x86_64: 0.0000041667, arm64: 0.0000033334 },
  perEphemeralStorageGbSecond: 0.0000000309,
  perStreamedGb: 0.008,
  perSnapshotGbSecond: 0.0000015046,
  perRestoredGb: 0.0001397998,
};
