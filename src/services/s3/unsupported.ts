const NO_NOTIFICATIONS = "Buckets do not tell anybody of their events yet.";
const NO_ANALYTICS = "Lambkin does not analyse how buckets are used.";
const NO_INVENTORY = "Lambkin writes no inventories of buckets.";
const NO_METRICS = "Lambkin keeps no metrics of single buckets.";
const NO_TIERING = "All objects lie on the same disk, so there are no tiers to move them between.";
const NO_TABLES = "Lambkin keeps no metadata tables of buckets.";
const NO_WEBSITES = "Buckets are not served as websites.";
const NO_REPLICATION = "There is one region, so there is nowhere to replicate to.";
const NO_OBJECT_LOCK = "Objects cannot be locked against deletion yet.";
const NO_ANNOTATIONS = "Objects carry metadata and tags, but no annotations.";
const NO_DIRECTORY_BUCKETS = "There are general purpose buckets only.";

/** Modelled operations that are refused, and why, in words for the caller. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  CreateBucketMetadataConfiguration: NO_TABLES,
  CreateBucketMetadataTableConfiguration: NO_TABLES,
  CreateSession: NO_DIRECTORY_BUCKETS,
  DeleteBucketAnalyticsConfiguration: NO_ANALYTICS,
  DeleteBucketIntelligentTieringConfiguration: NO_TIERING,
  DeleteBucketInventoryConfiguration: NO_INVENTORY,
  DeleteBucketMetadataConfiguration: NO_TABLES,
  DeleteBucketMetadataTableConfiguration: NO_TABLES,
  DeleteBucketMetricsConfiguration: NO_METRICS,
  DeleteObjectAnnotation: NO_ANNOTATIONS,
  GetBucketAbac: "Access is not decided by the tags of buckets.",
  GetBucketAnalyticsConfiguration: NO_ANALYTICS,
  GetBucketIntelligentTieringConfiguration: NO_TIERING,
  GetBucketInventoryConfiguration: NO_INVENTORY,
  GetBucketMetadataConfiguration: NO_TABLES,
  GetBucketMetadataTableConfiguration: NO_TABLES,
  GetBucketMetricsConfiguration: NO_METRICS,
  GetObjectAnnotation: NO_ANNOTATIONS,
  GetObjectTorrent: "Lambkin serves no torrents.",
  ListDirectoryBuckets: NO_DIRECTORY_BUCKETS,
  ListObjectAnnotations: NO_ANNOTATIONS,
  PutBucketAbac: "Access is not decided by the tags of buckets.",
  PutBucketAccelerateConfiguration: "The server is where its clients are: there is nothing to accelerate.",
  PutBucketAnalyticsConfiguration: NO_ANALYTICS,
  PutBucketIntelligentTieringConfiguration: NO_TIERING,
  PutBucketInventoryConfiguration: NO_INVENTORY,
  PutBucketLogging: "Lambkin writes no access logs into buckets.",
  PutBucketMetricsConfiguration: NO_METRICS,
  PutBucketNotificationConfiguration: NO_NOTIFICATIONS,
  PutBucketReplication: NO_REPLICATION,
  PutBucketRequestPayment: "Requests cost nothing here.",
  PutBucketWebsite: NO_WEBSITES,
  PutObjectAnnotation: NO_ANNOTATIONS,
  PutObjectLegalHold: NO_OBJECT_LOCK,
  PutObjectLockConfiguration: NO_OBJECT_LOCK,
  PutObjectRetention: NO_OBJECT_LOCK,
  RenameObject: NO_DIRECTORY_BUCKETS,
  RestoreObject: "Every object can be read at once, so there is none to restore.",
  SelectObjectContent: "Lambkin runs no queries over objects.",
  UpdateBucketMetadataAnnotationTableConfiguration: NO_TABLES,
  UpdateBucketMetadataInventoryTableConfiguration: NO_TABLES,
  UpdateBucketMetadataJournalTableConfiguration: NO_TABLES,
  UpdateObjectEncryption: "Objects lie on disk as they are: there is no encryption to change.",
  WriteGetObjectResponse: "There are no Object Lambda access points.",
};
