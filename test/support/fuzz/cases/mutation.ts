/** A value to put where another one belongs. */
export interface Mutation {
  /** What is odd about it, for example `one above its maximum`. */
  readonly title: string;
  readonly value: unknown;
  /** Whether the model forbids it. */
  readonly forbidden?: boolean;
}
