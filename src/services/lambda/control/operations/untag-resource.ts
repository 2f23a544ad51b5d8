import { operation } from "../operation.ts";
import { taggedResource } from "../tagged-resource.ts";

/**
 * Keys that are not there are no error.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html
 */
export const untagResource = operation("UntagResource", async (input, { store, account }) => {
  const resource = taggedResource(input.Resource, store, account);
  const removed = new Set(input.TagKeys);
  const tags = await resource.update((current) =>
    Object.fromEntries(Object.entries(current).filter(([key]) => !removed.has(key))),
  );
  if (tags === undefined) throw resource.notFound();
});
