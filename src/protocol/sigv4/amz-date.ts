const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Milliseconds since the epoch of `20260101T120000Z`, or undefined when the text is no such date. */
export const parseAmzDate = (text: string): number | undefined => {
  const parts = AMZ_DATE.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number) as [number, ...number[]];
  const ms = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  // Date.UTC carries the 31st of February over into March; AWS refuses it.
  return formatAmzDate(ms) === text ? ms : undefined;
};

/** The ISO 8601 "basic format" that signatures use, for example `20260101T120000Z`. */
export const formatAmzDate = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replaceAll("-", "").replaceAll(":", "")}Z`;
