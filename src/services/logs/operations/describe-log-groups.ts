import { prefixAndPattern } from "../exceptions.ts";
import type { DescribeLogGroupsRequest } from "../../../models/generated/logs.ts";
import type { LogGroup } from "../model/log-group.ts";
import { logGroupArn, logGroupNameOf, logGroupStreamsArn } from "../model/log-group-names.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups = operation("DescribeLogGroups", async (input, { reader, store, account }) => {
  if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) throw prefixAndPattern();
  await reader.refresh();
  const groups = (await store.allGroups()).filter((group) => isWanted(group, input));
  const { items, nextToken } = pageOf(groups, input, ({ logGroupName }) => logGroupName);
  const storedBytes = await store.storedBytes(items.map(({ groupId }) => groupId));
  const logGroups = items.map((group) => ({
    logGroupName: group.logGroupName,
    creationTime: group.createdAtMs,
    retentionInDays: group.retentionDays,
    metricFilterCount: 0,
    arn: logGroupStreamsArn(account, group.logGroupName),
    storedBytes: storedBytes.get(group.groupId) ?? 0,
    logGroupClass: group.logGroupClass,
    logGroupArn: logGroupArn(account, group.logGroupName),
    deletionProtectionEnabled: group.isDeletionProtected,
  }));
  return { logGroups, nextToken };
});

const isWanted = ({ logGroupName, logGroupClass }: LogGroup, input: DescribeLogGroupsRequest): boolean =>
  logGroupName.startsWith(input.logGroupNamePrefix ?? "") &&
  logGroupName.includes(input.logGroupNamePattern ?? "") &&
  (input.logGroupClass === undefined || logGroupClass === input.logGroupClass) &&
  (input.logGroupIdentifiers === undefined ||
    input.logGroupIdentifiers.some((identifier) => logGroupNameOf(identifier) === logGroupName));
