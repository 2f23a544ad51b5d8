/** Charts drawn by hand: some rectangles, lines and words. */

/** Part of a drawing: what is in it, without what is around it. */
export interface Panel {
  readonly content: string;
  readonly heightPx: number;
}

export const WIDTH_PX = 860;
export const COLOURS = ["#0f766e", "#b45309", "#6d28d9"] as const;
export const OTHERS = "#94a3b8";
export const AXIS = "#cbd2d9";
const STYLE = `text{font:13px system-ui,sans-serif;fill:#1f2933}.title{font-weight:600;font-size:15px}.small{font-size:11px;fill:#52606d}`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

interface TextOptions {
  readonly anchor?: "start" | "middle" | "end";
  readonly style?: "title" | "small";
}

export const text = (x: number, y: number, words: string, { anchor = "start", style }: TextOptions = {}): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}"${style === undefined ? "" : ` class="${style}"`}>${escape(words)}</text>`;

export const rectangle = (x: number, y: number, width: number, height: number, colour: string): string =>
  `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="${height}" rx="2" fill="${colour}"/>`;

export const dot = (x: number, y: number, radius: number, colour: string): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" fill="${colour}"/>`;

export const line = (points: readonly (readonly [number, number])[], colour: string, width: number): string => {
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;
};

/** One below the other, on a ground of their own, so that they can be read in the light and in the dark. */
export const drawing = (panels: readonly Panel[]): string => {
  let top = 12;
  const placed = panels.map(({ content, heightPx }) => {
    const group = `<g transform="translate(0 ${top})">${content}</g>`;
    top += heightPx;
    return group;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH_PX} ${top}" width="${WIDTH_PX}" height="${top}"><style>${STYLE}</style><rect width="100%" height="100%" rx="8" fill="#fbfcfd"/>${placed.join("\n")}</svg>\n`;
};
