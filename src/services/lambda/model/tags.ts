import { invalidParameter } from "../exceptions.ts";
import { MAX_TAGS } from "./quotas.ts";

/** @throws ServiceException for too many tags, and for keys that belong to AWS */
export const checkTags = (tags: Readonly<Record<string, string>>): void => {
  if (Object.keys(tags).length > MAX_TAGS) throw invalidParameter("Number of tags exceeds resource tag limit.");
  const system = Object.keys(tags).find((key) => key.toLowerCase().startsWith("aws:"));
  if (system !== undefined) {
    throw invalidParameter(`The tag key '${system}' begins with aws:, which is reserved for system use.`);
  }
};
