/** Longest message of function output; a longer line becomes several events, as on AWS. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Cuts a message into pieces of at most `maxBytes`, never inside a character. */
export const splitMessage = (message: string, maxBytes: number = MAX_MESSAGE_BYTES): readonly string[] => {
  // A UTF-16 unit takes at most three bytes: most messages need no counting.
  if (message.length * 3 <= maxBytes) return [message];
  const bytes = Buffer.from(message);
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = characterStart(bytes, Math.min(start + maxBytes, bytes.length));
    pieces.push(bytes.toString("utf8", start, end));
    start = end;
  }
  return pieces;
};

/** The nearest offset at or before `offset` where a character begins; UTF-8 continues with 10xxxxxx. */
const characterStart = (bytes: Uint8Array, offset: number): number => {
  let at = offset;
  while (at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
};
