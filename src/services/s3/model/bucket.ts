/** Whether a bucket keeps old versions. A bucket that was never versioned has none of these. */
export type VersioningStatus = "Enabled" | "Suspended";

export interface Bucket {
  readonly bucketName: string;
  readonly createdAtMs: number;
  readonly versioning: VersioningStatus | undefined;
}
