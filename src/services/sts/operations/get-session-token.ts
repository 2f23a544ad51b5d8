import { mfaFailed, sessionTokenFromSession } from "../exceptions.ts";
import { toCredentials } from "../model/credentials.ts";
import { operation } from "../operation.ts";

const DEFAULT_DURATION_SECONDS = 43_200;
/** Sessions of root last no longer. Source: GetSessionToken. */
const MAX_ROOT_DURATION_SECONDS = 3_600;

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export const getSessionToken = operation("GetSessionToken", async (input, { caller, tokens, clock }) => {
  if (caller.kind !== "user" && caller.kind !== "root") throw sessionTokenFromSession();
  if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw mfaFailed();
  const wantedSeconds = input.DurationSeconds ?? DEFAULT_DURATION_SECONDS;
  // PARITY: root's wish for more is cut to an hour, not refused.
  const durationSeconds = caller.kind === "root" ? Math.min(wantedSeconds, MAX_ROOT_DURATION_SECONDS) : wantedSeconds;
  const credentials = tokens.issue({ principal: caller, expiresAtMs: clock.nowMs() + durationSeconds * 1_000 });
  return { Credentials: toCredentials(credentials) };
});
