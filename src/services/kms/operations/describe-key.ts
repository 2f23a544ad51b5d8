import { toKeyMetadata } from "../model/key-metadata.ts";
import { operation } from "../operation.ts";

/**
 * PARITY: describing the alias of a key that AWS manages makes the key, as using it does.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
export const describeKey = operation("DescribeKey", async (input, { keys, managed, account }) => {
  await managed.ensure(input.KeyId);
  return { KeyMetadata: toKeyMetadata(await keys.get(input.KeyId), account) };
});
