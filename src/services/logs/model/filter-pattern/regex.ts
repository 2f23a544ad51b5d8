import { invalidFilterPattern } from "../../exceptions.ts";
import type { MessageFilter } from "./message-filter.ts";

/** Whether a UTF-16 unit is accepted. */
type CharacterTest = (code: number) => boolean;

/**
 * The regular expressions of filter patterns: characters, classes, repetitions, anchors and alternatives, no groups.
 * Matched by following all possibilities side by side, so that no pattern takes longer than its length times the
 * message's: the language's own engine would let a caller stop the server with a few stars.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions
 */
interface Step {
  readonly accepts: CharacterTest;
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

const repeat = (accepts: CharacterTest, { min, max }: Repetition): readonly Step[] => {
  if (max < min) throw invalidFilterPattern();
  const needed = Array.from({ length: min }, () => ({ accepts, optional: false, repeats: false }));
  const more = max === Infinity ? 1 : max - min;
  return [...needed, ...Array.from({ length: more }, () => ({ accepts, optional: true, repeats: max === Infinity }))];
};

/** Classes and escapes are what JavaScript takes them for, one character at a time. */
const compileAtom = (atom: string): CharacterTest => {
  if (atom === ".") return (code) => code !== LINE_FEED;
  const literal = atom.length === 1 ? atom : /^\\([^A-Za-z0-9])$/.exec(atom)?.[1];
  if (literal !== undefined) {
    const wanted = literal.charCodeAt(0);
    return (code) => code === wanted;
  }
  if (!atom.startsWith("[") && !/^\\[dDsSwWtnr]$/.test(atom)) throw invalidFilterPattern();
  return compileClass(atom);
};

const LINE_FEED = 10;
const ASCII_CODES = 128;

/** Most text is ASCII: what a class says of each such character is worked out once. */
const compileClass = (atom: string): CharacterTest => {
  try {
    const single = new RegExp(`^${atom}$`);
    const ascii = Array.from({ length: ASCII_CODES }, (_, code) => single.test(String.fromCharCode(code)));
    return (code) => ascii[code] ?? single.test(String.fromCharCode(code));
  } catch {
    throw invalidFilterPattern();
  }
};

const matches = ({ steps, fromStart, toEnd }: Alternative, text: string): boolean => {
  const reached = new Reached(steps);
  reached.enter(0);
  if (reached.isComplete && (!toEnd || text === "")) return true;
  for (let at = 0; at < text.length; at++) {
    reached.advance(text.charCodeAt(at));
    if (!fromStart) reached.enter(0);
    if (reached.isComplete && (!toEnd || at === text.length - 1)) return true;
  }
  return false;
};

/** The steps that may come next, all possibilities side by side; each at most once. */
class Reached {
  readonly #steps: readonly Step[];
  /** In which round a step was last reached. */
  readonly #rounds: Uint32Array;
  #round = 1;
  #here: number[] = [];
  #spare: number[] = [];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#rounds = new Uint32Array(steps.length + 1);
  }

  /** Whether the last step has been taken. */
  get isComplete(): boolean {
    return this.#rounds[this.#steps.length] === this.#round;
  }

  /** Adds a step and all that may follow it at once, because it may be left out. */
  enter(from: number): void {
    for (let index = from; this.#rounds[index] !== this.#round; index++) {
      this.#rounds[index] = this.#round;
      this.#here.push(index);
      if (this.#steps[index]?.optional !== true) return;
    }
  }

  /** Takes every step that accepts the character. */
  advance(code: number): void {
    const before = this.#here;
    this.#here = this.#spare;
    this.#here.length = 0;
    this.#spare = before;
    this.#round += 1;
    for (const index of before) {
      const step = this.#steps[index];
      if (step?.accepts(code) === true) this.enter(step.repeats ? index : index + 1);
    }
  }
}
