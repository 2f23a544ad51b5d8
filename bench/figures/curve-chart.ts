import { AXIS, COLOURS, line, type Panel, text, WIDTH_PX } from "./svg.ts";

const HEIGHT_PX = 190;
const [LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX] = [76, 130, 34, 30];
const LINE_PX = 15;

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
  const drawn = curves.map(({ points: own }, index) => {
    const path = own.map(([count, value]) => [x(count), y(value)] as const);
    return line(path, COLOURS[index % COLOURS.length] ?? COLOURS[0], 2.5);
  });
  const ends = curves.map(({ name, points: own }) => ({ name, yPx: y(own.at(-1)?.[1] ?? low) + 4 }));
  const names = apart(ends).map(({ name, yPx }) => text(WIDTH_PX - RIGHT_PX + 10, yPx, name));
  return {
    content: [text(16, 16, title, { style: "title" }), ...grid, ...ticks, ...drawn, ...names].join(""),
    heightPx: HEIGHT_PX + 10,
  };
};

/** Moves names up that would lie on each other, beginning with the lowest. */
const apart = (names: readonly { readonly name: string; readonly yPx: number }[]) => {
  let above = Number.POSITIVE_INFINITY;
  return names
    .toSorted((a, b) => b.yPx - a.yPx)
    .map(({ name, yPx }) => {
      above = Math.min(yPx, above - LINE_PX);
      return { name, yPx: above };
    });
};

/** Maps values between `low` and `high` by their logarithm to pixels. */
const axis =
  (low: number, high: number, fromPx: number, toPx: number) =>
  (value: number): number =>
    high === low ? fromPx : fromPx + (Math.log(value / low) / Math.log(high / low)) * (toPx - fromPx);
