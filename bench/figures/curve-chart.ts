import { COLOURS, line, type Panel, text, WIDTH_PX } from "./svg.ts";

const HEIGHT_PX = 190;
const [LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX] = [64, 150, 34, 30];
const AXIS = "#cbd2d9";

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [count: number, value: number])[];
}

/** How values change with a count, both logarithmic: what does not depend on the count is level. */
export const curveChart = (title: string, unit: string, curves: readonly Curve[]): Panel => {
  const points = curves.flatMap((curve) => curve.points);
  const [counts, values] = [points.map(([count]) => count), points.map(([, value]) => value)];
  const x = axis(Math.min(...counts), Math.max(...counts), LEFT_PX, WIDTH_PX - RIGHT_PX);
  const [low, high] = [
    10 ** Math.floor(Math.log10(Math.min(...values))),
    10 ** Math.ceil(Math.log10(Math.max(...values))),
  ];
  const y = axis(low, high, HEIGHT_PX - BOTTOM_PX, TOP_PX);
  const grid: string[] = [];
  for (let value = low; value <= high; value *= 10) {
    grid.push(
      line(
        [
          [LEFT_PX, y(value)],
          [WIDTH_PX - RIGHT_PX, y(value)],
        ],
        AXIS,
        1,
      ),
    );
    grid.push(
      text(LEFT_PX - 8, y(value) + 4, `${value.toLocaleString("en-US")} ${unit}`, { anchor: "end", style: "small" }),
    );
  }
  const ticks = [...new Set(counts)].map((count) =>
    text(x(count), HEIGHT_PX - BOTTOM_PX + 18, count.toLocaleString("en-US"), { anchor: "middle", style: "small" }),
  );
  const drawn = curves.map(({ name, points: own }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? COLOURS[0];
    const end = own.at(-1) ?? [low, low];
    return (
      line(
        own.map(([count, value]) => [x(count), y(value)]),
        colour,
        2.5,
      ) + text(x(end[0]) + 10, y(end[1]) + 4, name)
    );
  });
  return {
    content: [text(16, 16, title, { style: "title" }), ...grid, ...ticks, ...drawn].join(""),
    heightPx: HEIGHT_PX + 10,
  };
};

/** Maps values between `low` and `high` by their logarithm to pixels. */
const axis =
  (low: number, high: number, fromPx: number, toPx: number) =>
  (value: number): number =>
    high === low ? fromPx : fromPx + (Math.log(value / low) / Math.log(high / low)) * (toPx - fromPx);
