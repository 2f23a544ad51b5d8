import { invalidFilterPattern } from "../../exceptions.ts";
import type { MessageFilter } from "./message-filter.ts";

/**
 * The regular expressions of filter patterns: characters, classes, repetitions, anchors and alternatives, no groups.
 * Matched by following all possibilities side by side, so that no pattern takes longer than its length times the
 * message's: the language's own engine would let a caller stop the server with a few stars.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions
 */
interface Step {
  readonly accepts: (character: string) => boolean;
  /** Whether the step may be left out. */
  readonly optional: boolean;
  /** Whether the step may be taken again and again. */
  readonly repeats: boolean;
}

interface Alternative {
  readonly steps: readonly Step[];
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

/** `{n,m}` is written out; what becomes longer than this is refused. */
const MAX_STEPS = 512;

/** A class, an escaped character or a plain one; then how often. Brackets and braces must be escaped elsewhere. */
const ATOM = /(\[\^?(?:\\.|[^\]\\])+\]|\\[^]|[^\\[\](){}*+?|^$])(?:([*+?])|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})?/uy;

/** @throws InvalidParameterException */
export const regexFilter = (source: string): MessageFilter => {
  const alternatives = splitAlternatives(source).map(parseAlternative);
  return (text) => alternatives.some((alternative) => matches(alternative, text));
};

/** Splits at `|` outside classes, unless it is escaped. */
const splitAlternatives = (source: string): readonly string[] => {
  const parts = source.match(/(?:\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^|\\])+/gu) ?? [];
  if (parts.join("|") !== source) throw invalidFilterPattern();
  return parts;
};

const parseAlternative = (source: string): Alternative => {
  const fromStart = source.startsWith("^");
  const toEnd = /(?<!\\)(?:\\\\)*\$$/.test(source);
  const body = source.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  const steps: Step[] = [];
  const reader = new RegExp(ATOM);
  while (reader.lastIndex < body.length) {
    const atom = reader.exec(body);
    if (atom === null) throw invalidFilterPattern();
    steps.push(...repeat(compileAtom(atom[1] ?? ""), repetitionOf(atom)));
    if (steps.length > MAX_STEPS) throw invalidFilterPattern();
  }
  return { steps, fromStart, toEnd };
};

interface Repetition {
  readonly min: number;
  readonly max: number;
}

const SIGNS: Readonly<Record<string, Repetition>> = {
  "*": { min: 0, max: Infinity },
  "+": { min: 1, max: Infinity },
  "?": { min: 0, max: 1 },
};

const repetitionOf = ([, , sign, min, comma, max]: RegExpExecArray): Repetition => {
  if (sign !== undefined) return SIGNS[sign] ?? { min: 1, max: 1 };
  if (min === undefined) return { min: 1, max: 1 };
  const open = max === undefined ? Infinity : Number(max);
  return { min: Number(min), max: comma === undefined ? Number(min) : open };
};

const repeat = (accepts: Step["accepts"], { min, max }: Repetition): readonly Step[] => {
  if (max < min) throw invalidFilterPattern();
  const needed = Array.from({ length: min }, () => ({ accepts, optional: false, repeats: false }));
  const more = max === Infinity ? 1 : max - min;
  return [...needed, ...Array.from({ length: more }, () => ({ accepts, optional: true, repeats: max === Infinity }))];
};

/** Classes and escapes are what JavaScript takes them for, one character at a time. */
const compileAtom = (atom: string): Step["accepts"] => {
  if (atom === ".") return (character) => character !== "\n";
  if (atom.length === 1) return (character) => character === atom;
  if (/^\\[^A-Za-z0-9]$/.test(atom)) return (character) => character === atom[1];
  if (!atom.startsWith("[") && !/^\\[dDsSwWtnr]$/.test(atom)) throw invalidFilterPattern();
  try {
    const single = new RegExp(`^${atom}$`);
    return (character) => single.test(character);
  } catch {
    throw invalidFilterPattern();
  }
};

const matches = ({ steps, fromStart, toEnd }: Alternative, text: string): boolean => {
  let here = new Set<number>();
  enter(here, 0, steps);
  if (here.has(steps.length) && (!toEnd || text === "")) return true;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const next = new Set<number>();
    for (const index of here) {
      const step = steps[index];
      if (step?.accepts(character) === true) enter(next, step.repeats ? index : index + 1, steps);
    }
    if (!fromStart) enter(next, 0, steps);
    if (next.has(steps.length) && (!toEnd || at === text.length - 1)) return true;
    here = next;
  }
  return false;
};

/** Adds a step and all that may follow it at once, because it may be left out. */
const enter = (set: Set<number>, from: number, steps: readonly Step[]): void => {
  let index = from;
  while (!set.has(index)) {
    set.add(index);
    if (steps[index]?.optional !== true) return;
    index++;
  }
};
