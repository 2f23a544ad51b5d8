import { operation } from "../operation.ts";

/**
 * There are no grants: CreateGrant is not supported.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html
 */
export const listRetirableGrants = operation("ListRetirableGrants", async () => ({ Grants: [], Truncated: false }));
