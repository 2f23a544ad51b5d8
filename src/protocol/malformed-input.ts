/**
 * The bytes of a request do not say what the model expects. Codecs throw it without knowing who speaks;
 * each protocol turns it into the `ServiceException` that AWS answers there.
 */
export class MalformedInput extends Error {
  override readonly name = "MalformedInput";
}

/** Deeper than any modelled request nests; keeps recursive shapes off the end of the stack. */
export const MAX_DEPTH = 128;

/** @throws MalformedInput beyond MAX_DEPTH */
export const checkDepth = (depth: number): void => {
  if (depth > MAX_DEPTH) throw new MalformedInput(`Nesting is deeper than ${MAX_DEPTH} levels`);
};

/** Grammar is AWS's own: "a String", but "an Integer". */
export const cannotConvert = (value: string, type: string): MalformedInput =>
  new MalformedInput(`${value} can not be converted to ${/^[AEIOU]/.test(type) ? "an" : "a"} ${type}`);
