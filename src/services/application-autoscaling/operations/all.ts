import { deleteScalingPolicy } from "./delete-scaling-policy.ts";
import { deleteScheduledAction } from "./delete-scheduled-action.ts";
import { deregisterScalableTarget } from "./deregister-scalable-target.ts";
import { describeScalableTargets } from "./describe-scalable-targets.ts";
import { describeScalingActivities } from "./describe-scaling-activities.ts";
import { describeScalingPolicies } from "./describe-scaling-policies.ts";
import { describeScheduledActions } from "./describe-scheduled-actions.ts";
import { putScalingPolicy } from "./put-scaling-policy.ts";
import { putScheduledAction } from "./put-scheduled-action.ts";
import { registerScalableTarget } from "./register-scalable-target.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";

/** Everything Application Auto Scaling does. */
export const OPERATIONS = [
  deleteScalingPolicy,
  deleteScheduledAction,
  deregisterScalableTarget,
  describeScalableTargets,
  describeScalingActivities,
  describeScalingPolicies,
  describeScheduledActions,
  listTagsForResource,
  putScalingPolicy,
  putScheduledAction,
  registerScalableTarget,
  tagResource,
  untagResource,
];
