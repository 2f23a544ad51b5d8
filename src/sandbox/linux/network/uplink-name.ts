import { createHash } from "node:crypto";

/** What the name of every server's interface on the host begins with. The native helper holds to the same. */
export const UPLINK_PREFIX = "lambkin-";

/** Seven characters more are all that an interface name has room for. */
const ID_LENGTH = 7;

/**
 * The server's one interface on the host, which is also the name of its firewall table. Follows from its home, so that
 * the next server of that home finds what this one left, and nothing of another's.
 */
export const uplinkName = (home: string): string =>
  UPLINK_PREFIX + createHash("sha256").update(home).digest("hex").slice(0, ID_LENGTH);
