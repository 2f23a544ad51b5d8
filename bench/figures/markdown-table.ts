import type { Table } from "../chapter/findings.ts";

/** The first column to the left, figures to the right; short rows are filled up. */
export const markdownTable = ({ title, head, rows, note }: Table): string => {
  const row = (cells: readonly string[]): string =>
    `| ${head.map((_, column) => (cells[column] ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${head.map((_, column) => (column === 0 ? "---" : "--:")).join("|")}|`;
  const after = note === undefined ? "" : `\n${note}\n`;
  return `### ${title}\n\n${[row(head), rule, ...rows.map(row)].join("\n")}\n${after}`;
};
