import { operation } from "../operation.ts";
import { taggedResource } from "../tagged-resource.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export const listTags = operation("ListTags", async (input, { store, account }) => {
  const resource = taggedResource(input.Resource, store, account);
  const tags = await resource.find();
  if (tags === undefined) throw resource.notFound();
  return { Tags: tags };
});
