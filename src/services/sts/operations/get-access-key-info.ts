import { accountOfAccessKeyId } from "../../../aws/unique-id.ts";
import { invalidAccessKeyId } from "../exceptions.ts";
import { operation } from "../operation.ts";

/**
 * The account is told from the key id alone: the key may be inactive, deleted, or never have been.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export const getAccessKeyInfo = operation("GetAccessKeyInfo", async ({ AccessKeyId }) => {
  const account = accountOfAccessKeyId(AccessKeyId);
  if (account === undefined) throw invalidAccessKeyId();
  return { Account: account };
});
