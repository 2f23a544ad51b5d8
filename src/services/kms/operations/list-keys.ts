import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** PARITY: lists of keys come in longer pages than other lists. */
const DEFAULT_PAGE_ITEMS = 100;

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const listKeys = operation("ListKeys", async (input, { store, keys }) => {
  const request = { ...input, Limit: input.Limit ?? DEFAULT_PAGE_ITEMS };
  const { items, end } = pageOf(await store.keys.all(), request, (key) => key.keyId);
  return { Keys: items.map((key) => ({ KeyId: key.keyId, KeyArn: keys.arnOf(key) })), ...end };
});
