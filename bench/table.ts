import type { Table } from "./chapter/findings.ts";

/** Prints a table with its columns aligned: the first to the left, figures to the right. */
export const printTable = ({ title, head, rows, note }: Table): void => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  console.log(`\n${title}\n${all.map(line).join("\n")}${note === undefined ? "" : `\n${note}`}`);
};
