import { format } from "../chapter/findings.ts";
import { AXIS, COLOURS, dot, line, OTHERS, type Panel, rectangle, text, WIDTH_PX } from "./svg.ts";

const ROW_PX = 24;
const BAR_PX = 15;
const HEAD_PX = 34;
const GAP_PX = 22;
const LABEL_PX = 270;
const VALUE_PX = 90;
const TICK_PX = 16;
const DOT_PX = 6;

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Others are what it is compared with. */
  readonly ours: boolean;
}

/** Bars from the left, as long as their values. */
export const barChart = (title: string, unit: string, bars: readonly Bar[]): Panel => {
  const greatest = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ label, value, ours }, index) => {
    const top = HEAD_PX + index * ROW_PX;
    const width = Math.max(1, (value / greatest) * (WIDTH_PX - LABEL_PX - VALUE_PX));
    return [
      text(LABEL_PX - 10, top + BAR_PX - 3, label, { anchor: "end" }),
      rectangle(LABEL_PX, top, width, BAR_PX, ours ? COLOURS[0] : OTHERS),
      text(LABEL_PX + width + 6, top + BAR_PX - 3, `${format(value)} ${unit}`),
    ].join("");
  });
  return {
    content: text(16, 16, title, { style: "title" }) + rows.join(""),
    heightPx: HEAD_PX + bars.length * ROW_PX + GAP_PX,
  };
};

/** Dots on a logarithmic axis, for values of different magnitudes: there is no length to be taken for a value. */
export const dotChart = (title: string, unit: string, bars: readonly Bar[]): Panel => {
  const values = bars.map(({ value }) => value);
  const lowest = Math.floor(Math.log10(Math.min(...values)));
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...values))));
  const x = (value: number): number =>
    LABEL_PX + ((Math.log10(value) - lowest) / (highest - lowest)) * (WIDTH_PX - LABEL_PX - VALUE_PX);
  const bottom = HEAD_PX + bars.length * ROW_PX;
  const grid = Array.from({ length: highest - lowest + 1 }, (_, index) => {
    const value = 10 ** (lowest + index);
    const [at, label] = [x(value), `${value.toLocaleString("en-US")} ${unit}`];
    return [
      line([point(at, HEAD_PX - 6), point(at, bottom)], AXIS, 1),
      text(at, bottom + TICK_PX, label, { anchor: "middle", style: "small" }),
    ].join("");
  });
  const rows = bars.map(({ label, value, ours }, index) => {
    const middle = HEAD_PX + index * ROW_PX + BAR_PX / 2;
    return [
      text(LABEL_PX - 10, middle + 4, label, { anchor: "end" }),
      dot(x(value), middle, DOT_PX, ours ? COLOURS[0] : OTHERS),
      text(x(value) + DOT_PX + 6, middle + 4, `${format(value)} ${unit}`),
    ].join("");
  });
  return {
    content: text(16, 16, `${title}, logarithmic`, { style: "title" }) + grid.join("") + rows.join(""),
    heightPx: bottom + TICK_PX + GAP_PX,
  };
};

const point = (x: number, y: number): readonly [number, number] => [x, y];
