/** The second that was asked for last, which is nearly always the one that is asked for next. */
let latest = { second: Number.NaN, text: "" };

/** A moment as `2026-01-01T00:00:00.000Z`. */
export const isoTime = (timeMs: number): string => {
  const second = Math.floor(timeMs / 1_000);
  if (second !== latest.second) latest = { second, text: new Date(second * 1_000).toISOString().slice(0, 20) };
  const millisecond = Math.trunc(timeMs - second * 1_000);
  return `${latest.text}${String(millisecond).padStart(3, "0")}Z`;
};
