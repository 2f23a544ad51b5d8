/** Requests by bytes, put together of what occurs in requests, and broken here and there. */

const METHODS = ["POST", "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];
const TARGETS = ["", "a?b=c", "x/%20", "[]|^", "?", 'a"<>{}'];
const LINES = [
  "Host: y\r\n",
  "Content-Length: 2\r\n",
  "Content-Length: 02\r\n",
  "Content-Length : 2\r\n",
  "Transfer-Encoding: chunked\r\n",
  "A: b\r\n",
  "B:\r\n",
  'X-Y_z: "q" \t\r\n',
  "Cookie: a\r\n",
  "Connection: keep-alive\r\n",
  "Connection: keep-alive \r\n",
  "Connection:\r\n",
  "Keep-Alive: 5\r\n",
  "TE: trailers\r\n",
  "Trailer: x\r\n",
  "HTTP2-Settings: x\r\n",
];
const SCRAPS = [...LINES, "POST", " ", "/", " HTTP/1.1", "\r\n", ":", "\n", "\r", "\t", "\v", "\f", "{}", "\0"];
const MORE_SCRAPS = [...SCRAPS, "\x7f", "\xe9", "#", "[", "|"];

/** The same requests for the same seed. @param seed a whole number above 0 */
export function* brokenRequests(seed: number, count: number): Generator<string> {
  const dice = new Dice(seed);
  for (let made = 0; made < count; made += 1) yield broken(wholeRequest(dice), dice);
}

const wholeRequest = (dice: Dice): string => {
  const lines = Array.from({ length: dice.roll(5) }, () => dice.choose(LINES));
  return `${dice.choose(METHODS)} /${dice.choose(TARGETS)} HTTP/1.1\r\nHost: x\r\n${lines.join("")}\r\n{}`;
};

/** With up to two scraps put in or cut out, anywhere. */
const broken = (text: string, dice: Dice): string => {
  let result = text;
  for (let breaks = dice.roll(3); breaks > 0; breaks -= 1) {
    const at = dice.roll(result.length + 1);
    const isCut = dice.roll(2) === 0;
    const rest = result.slice(isCut ? at + 1 + dice.roll(3) : at);
    result = result.slice(0, at) + (isCut ? "" : dice.choose(MORE_SCRAPS)) + rest;
  }
  return result;
};

/** A linear congruential generator: what is random here need only be scattered, and come again. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** @returns a whole number below `sides` */
  roll(sides: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    // The lower bits of such generators repeat soon.
    return (this.#state >>> 8) % sides;
  }

  choose(texts: readonly string[]): string {
    return texts[this.roll(texts.length)] ?? "";
  }
}
