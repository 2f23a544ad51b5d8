import { encryptionUnsupported, logGroupExists } from "../exceptions.ts";
import { withTags } from "../model/tags.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const createLogGroup = operation("CreateLogGroup", async (input, { journal }) => {
  if (input.kmsKeyId !== undefined) throw encryptionUnsupported();
  const group = await journal.createGroup({
    logGroupName: input.logGroupName,
    logGroupClass: input.logGroupClass ?? "STANDARD",
    retentionDays: undefined,
    isDeletionProtected: input.deletionProtectionEnabled ?? false,
    tags: withTags({}, input.tags ?? {}),
  });
  if (group === undefined) throw logGroupExists();
});
