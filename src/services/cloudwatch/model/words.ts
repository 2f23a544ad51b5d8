/** A piece of a rule or a search. */
export interface Word {
  readonly text: string;
  /** What is quoted is a name, whatever it looks like. */
  readonly isQuoted: boolean;
}

/**
 * Cuts a text into words, to be read one after the other.
 * @param pattern sticky, with the groups `quoted` and `plain`, of which one matches each word
 * @returns undefined where a character belongs to no word
 */
export const readWords = (text: string, pattern: RegExp): WordReader | undefined => {
  const words: Word[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const { quoted, plain } = pattern.exec(text)?.groups ?? {};
    const found = quoted ?? plain;
    if (found === undefined) return undefined;
    words.push({ text: found, isQuoted: quoted !== undefined });
  }
  return new WordReader(words);
};

/** Words, and how far they were read. */
export class WordReader {
  readonly #words: readonly Word[];
  #position = 0;

  constructor(words: readonly Word[]) {
    this.#words = words;
  }

  /** The next word, which stays the next; undefined at the end. */
  get next(): Word | undefined {
    return this.#words[this.#position];
  }

  skip(): void {
    this.#position += 1;
  }

  /** Whether the next word is this one, not quoted. */
  isNext(text: string): boolean {
    return this.next?.text === text && !this.next.isQuoted;
  }

  /** Skips this word if it is the next. @returns whether it was */
  take(text: string): boolean {
    const isThere = this.isNext(text);
    if (isThere) this.skip();
    return isThere;
  }
}
