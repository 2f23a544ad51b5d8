import { logGroupArn } from "../model/log-group-names.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html */
export const listLogGroups = operation("ListLogGroups", async (input, { reader, store, account }) => {
  await reader.refresh();
  const patterns = input.logGroupNamePattern?.split("|") ?? [""];
  const wantsTags = (tags: Readonly<Record<string, string>>): boolean =>
    (input.logGroupTags ?? []).every(
      ({ key, values }) => tags[key] !== undefined && (values === undefined || values.includes(tags[key])),
    );
  const groups = (await store.allGroups()).filter(
    ({ logGroupName, logGroupClass, tags }) =>
      patterns.some((pattern) => matchesPattern(logGroupName, pattern)) &&
      (input.logGroupClass === undefined || logGroupClass === input.logGroupClass) &&
      wantsTags(tags),
  );
  const { items, nextToken } = pageOf(groups, input, ({ logGroupName }) => logGroupName);
  const logGroups = items.map(({ logGroupName, logGroupClass }) => ({
    logGroupName,
    logGroupArn: logGroupArn(account, logGroupName),
    logGroupClass,
  }));
  return { logGroups, nextToken };
});

/** `^text` is a prefix, anything else may stand anywhere. */
const matchesPattern = (logGroupName: string, pattern: string): boolean =>
  pattern.startsWith("^") ? logGroupName.startsWith(pattern.slice(1)) : logGroupName.includes(pattern);
