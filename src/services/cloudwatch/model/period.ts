const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Whether data can be asked for by periods of this length. */
export const isPeriod = (seconds: number): boolean => [1, 5, 10, 20, 30].includes(seconds) || seconds % 60 === 0;

/**
 * Where the first period begins: old data is kept by coarser times, and so the start of a request is rounded down.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
export const alignedStart = (startMs: number, periodSeconds: number, nowMs: number): number => {
  const ageMs = nowMs - startMs;
  if (ageMs > 63 * DAY_MS) return floorTo(startMs, HOUR_MS);
  if (ageMs > 15 * DAY_MS) return floorTo(startMs, 5 * MINUTE_MS);
  return floorTo(startMs, Math.min(periodSeconds * 1_000, MINUTE_MS));
};

/** The last moment before `timeMs` at which a period of this length began. */
export const floorTo = (timeMs: number, stepMs: number): number => timeMs - (timeMs % stepMs);
