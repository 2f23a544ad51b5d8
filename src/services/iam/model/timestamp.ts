/** A time as the API shows it. PARITY: IAM counts whole seconds. */
export const toTimestamp = (timeMs: number): Date => new Date(Math.floor(timeMs / 1_000) * 1_000);
