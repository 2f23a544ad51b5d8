/** Text that is written as it stands wherever it travels: a JSON token, an encoded path label, a query value. */
export class RawText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}
