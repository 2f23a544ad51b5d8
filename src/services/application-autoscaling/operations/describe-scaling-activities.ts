import type { ScalingActivity as WireActivity } from "../../../models/generated/application-autoscaling.ts";
import { pageOf } from "../model/page.ts";
import { targetName } from "../model/scalable-target.ts";
import type { ScalingActivity } from "../model/scaling-activity.ts";
import { selectFrom } from "../model/select.ts";
import { operation } from "../operation.ts";

/**
 * Of the last six weeks, the latest first. What was not scaled is not noted, so there is none to include.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingActivities.html
 */
export const describeScalingActivities = operation("DescribeScalingActivities", async (input, { store }) => {
  const activities = selectFrom(await store.activities(), input);
  const { items, end } = pageOf(activities, input, ({ activityId }) => activityId);
  return { ScalingActivities: items.map(toScalingActivity), ...end };
});

const toScalingActivity = (activity: ScalingActivity): WireActivity => ({
  ActivityId: activity.activityId,
  ...targetName(activity.resourceId),
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.startedAtMs),
  EndTime: new Date(activity.endedAtMs),
  StatusCode: activity.statusCode,
  StatusMessage: activity.statusMessage,
});
