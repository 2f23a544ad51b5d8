import { invalidParameter } from "../../exceptions.ts";
import { checkTags } from "../../model/tags.ts";
import { operation } from "../operation.ts";
import { taggedResource } from "../tagged-resource.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const tagResource = operation("TagResource", async (input, { store, account }) => {
  // PARITY: this is all that AWS says.
  if (Object.keys(input.Tags).length === 0) {
    throw invalidParameter("An error occurred and the request cannot be processed.");
  }
  const resource = taggedResource(input.Resource, store, account);
  const tags = await resource.update((current) => {
    const next = { ...current, ...input.Tags };
    checkTags(next);
    return next;
  });
  if (tags === undefined) throw resource.notFound();
});
