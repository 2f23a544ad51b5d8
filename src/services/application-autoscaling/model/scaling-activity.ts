/** What was done to a target, or tried. Frozen data. */
export interface ScalingActivity {
  readonly activityId: string;
  readonly resourceId: string;
  readonly description: string;
  readonly cause: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly statusCode: "Successful" | "Failed";
  readonly statusMessage: string;
}
