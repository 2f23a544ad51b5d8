import { createHash } from "node:crypto";
import type { Account } from "../../../aws/account.ts";

/** The account as S3 names owners: its canonical user id, 64 hexadecimal digits and always the same. */
export const ownerOf = ({ accountId }: Account): { readonly ID: string } => ({
  ID: createHash("sha256").update(`canonical user of ${accountId}`).digest("hex"),
});
