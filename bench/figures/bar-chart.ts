import { format } from "../chapter/findings.ts";
import { COLOURS, type Panel, rectangle, text, WIDTH_PX } from "./svg.ts";

const ROW_PX = 24;
const BAR_PX = 15;
const HEAD_PX = 34;
const GAP_PX = 22;
const LABEL_PX = 240;
const VALUE_PX = 90;
const OTHERS = "#94a3b8";

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Others are what it is compared with. */
  readonly ours: boolean;
}

/**
 * Bars from the left.
 * @param scale logarithmic where values differ by orders of magnitude; it then begins at half of the least
 */
export const barChart = (title: string, unit: string, bars: readonly Bar[], scale: "linear" | "logarithmic"): Panel => {
  const greatest = Math.max(...bars.map(({ value }) => value));
  const least = Math.min(...bars.map(({ value }) => value)) / 2;
  const share = (value: number): number =>
    scale === "linear" ? value / greatest : Math.log(value / least) / Math.log(greatest / least);
  const rows = bars.map(({ label, value, ours }, index) => {
    const top = HEAD_PX + index * ROW_PX;
    const width = Math.max(1, share(value) * (WIDTH_PX - LABEL_PX - VALUE_PX));
    return [
      text(LABEL_PX - 10, top + BAR_PX - 3, label, { anchor: "end" }),
      rectangle(LABEL_PX, top, width, BAR_PX, ours ? COLOURS[0] : OTHERS),
      text(LABEL_PX + width + 6, top + BAR_PX - 3, `${format(value)} ${unit}`),
    ].join("");
  });
  const suffix = scale === "logarithmic" ? ", logarithmic" : "";
  return {
    content: text(16, 16, title + suffix, { style: "title" }) + rows.join(""),
    heightPx: HEAD_PX + bars.length * ROW_PX + GAP_PX,
  };
};
