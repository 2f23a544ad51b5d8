/** Port, implemented by the control wing: what was made of code and can be made again, such as its compiled form. */
export interface DerivedCode {
  /** Undefined when there is none. The path stays valid until the lease is disposed. */
  acquire(name: DerivedName): DerivedLease | undefined;
  /**
   * Keeps files, whole or not at all; what is there under the name already stays.
   * @param files their paths are relative and lead nowhere else
   */
  put(name: DerivedName, files: readonly { readonly path: string; readonly content: Uint8Array }[]): Promise<void>;
}

export interface DerivedLease extends Disposable {
  readonly path: string;
}

/** Goes with the code: what is derived from code that nobody has any more is removed, too. */
export interface DerivedName {
  readonly sha256: string;
  /** What it was derived for: letters, digits, `-`, `.`; of one subject only the newest is kept. */
  readonly subject: string;
  /** Everything else that it depends on, hashed: hexadecimal. */
  readonly key: string;
}
