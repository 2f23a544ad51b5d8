/** Rows of the same columns as RFC 4180 has them; what a spreadsheet would take for a formula is kept from being one. */
export const csv = (rows: readonly Readonly<Record<string, string | number>>[]): string => {
  const [first] = rows;
  if (first === undefined) return "";
  const columns = Object.keys(first);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  return lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
};

const cell = (value: string | number): string => {
  if (typeof value === "number") return decimal(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Never in powers of ten, which some readers take for text. */
const decimal = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(12).replace(/\.?0+$/, "");
