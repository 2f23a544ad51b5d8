import { createLogGroup } from "./create-log-group.ts";
import { createLogStream } from "./create-log-stream.ts";
import { deleteLogGroup } from "./delete-log-group.ts";
import { deleteLogStream } from "./delete-log-stream.ts";
import { deleteRetentionPolicy } from "./delete-retention-policy.ts";
import { describeLogGroups } from "./describe-log-groups.ts";
import { describeLogStreams } from "./describe-log-streams.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";
import { listLogGroups } from "./list-log-groups.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { listTagsLogGroup } from "./list-tags-log-group.ts";
import { putLogEvents } from "./put-log-events.ts";
import { putLogGroupDeletionProtection } from "./put-log-group-deletion-protection.ts";
import { putRetentionPolicy } from "./put-retention-policy.ts";
import { tagLogGroup } from "./tag-log-group.ts";
import { tagResource } from "./tag-resource.ts";
import { untagLogGroup } from "./untag-log-group.ts";
import { untagResource } from "./untag-resource.ts";

/** Everything CloudWatch Logs does. */
export const OPERATIONS = [
  createLogGroup,
  createLogStream,
  deleteLogGroup,
  deleteLogStream,
  deleteRetentionPolicy,
  describeLogGroups,
  describeLogStreams,
  filterLogEvents,
  getLogEvents,
  listLogGroups,
  listTagsForResource,
  listTagsLogGroup,
  putLogEvents,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
];
