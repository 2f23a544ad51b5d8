const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T([01]\d|2[0-3])([0-5]\d)([0-5]\d)Z$/;

/** The requests of one second all say the same. */
let lastParsed: { readonly text: string; readonly ms: number | undefined } = { text: "", ms: undefined };

/** Milliseconds since the epoch of `20260101T120000Z`, or undefined when the text is no such date. */
export const parseAmzDate = (text: string): number | undefined => {
  if (text !== lastParsed.text) lastParsed = { text, ms: parse(text) };
  return lastParsed.ms;
};

const parse = (text: string): number | undefined => {
  const parts = AMZ_DATE.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const monthIndex = Number(month) - 1;
  const ms = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC carries the 31st of February over into March; AWS refuses it.
  return new Date(ms).getUTCMonth() === monthIndex ? ms : undefined;
};

/** The ISO 8601 "basic format" that signatures use, for example `20260101T120000Z`. */
export const formatAmzDate = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replaceAll("-", "").replaceAll(":", "")}Z`;
