import { accessControlListNotSupported } from "../exceptions.ts";

/** How a request shares. */
export interface AclHeaders {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

const OWNER_ONLY: ReadonlySet<string> = new Set(["private", "bucket-owner-full-control", "bucket-owner-read"]);

/**
 * PARITY: buckets belong to their owner alone unless asked otherwise, and refuse to share by ACL.
 * LIMIT: they do so here whatever their ownership controls say.
 * @throws ServiceException AccessControlListNotSupported
 */
export const refuseSharing = (input: AclHeaders): void => {
  if ((input.ACL !== undefined && !OWNER_ONLY.has(input.ACL)) || isGranting(input))
    throw accessControlListNotSupported();
};

export const isGranting = (input: AclHeaders): boolean =>
  [input.GrantFullControl, input.GrantRead, input.GrantReadACP, input.GrantWrite, input.GrantWriteACP].some(
    (grant) => grant !== undefined,
  );
