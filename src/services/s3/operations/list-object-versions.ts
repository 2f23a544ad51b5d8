import type { ObjectVersion as ListedVersion } from "../../../models/generated/s3.ts";
import { invalidArgument } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { pageLimit } from "../model/list-limits.ts";
import { listPage } from "../model/list-page.ts";
import { toListedObject } from "../model/listed-object.ts";
import type { StoredVersion } from "../model/object-version.ts";
import { ownerOf } from "../model/owner.ts";
import type { VersionPosition } from "../model/position.ts";
import { keyEncoder } from "../model/url-encoding.ts";
import { operation } from "../operation.ts";
import type { S3Store } from "../store/s3-store.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions = operation("ListObjectVersions", async (input, context) => {
  const { store, account } = context;
  const { bucketName } = await getBucket(input, context);
  const limit = pageLimit(input.MaxKeys, "max-keys");
  const { rows, commonPrefixes, last, next } = await listPage<StoredVersion, VersionPosition>({
    prefix: input.Prefix ?? "",
    delimiter: input.Delimiter === "" ? undefined : input.Delimiter,
    limit,
    start: await startOf(store, bucketName, input.KeyMarker, input.VersionIdMarker),
    keyOf: ({ key }) => key,
    after: ({ key, sequence }) => ({ key, inclusive: false, olderThan: sequence }),
    from: (key) => ({ key, inclusive: true }),
    fetch: (from, end, count) => store.objects.listVersions(bucketName, from, end, count),
  });
  const encode = keyEncoder(input.EncodingType);
  const common = (version: StoredVersion): ListedVersion => ({
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: new Date(version.lastModifiedMs),
    Owner: ownerOf(account),
  });
  const objects = rows.filter((version) => version.kind === "object");
  const markers = rows.filter((version) => version.kind === "delete-marker");
  const isCut = next !== undefined && last !== undefined;
  return {
    Name: bucketName,
    Prefix: encode(input.Prefix ?? ""),
    KeyMarker: encode(input.KeyMarker ?? ""),
    VersionIdMarker: input.VersionIdMarker ?? "",
    Delimiter: input.Delimiter && encode(input.Delimiter),
    MaxKeys: limit,
    EncodingType: input.EncodingType,
    IsTruncated: next !== undefined,
    NextKeyMarker: isCut ? encode(last.kind === "row" ? last.row.key : last.prefix) : undefined,
    NextVersionIdMarker: isCut && last.kind === "row" ? last.row.versionId : undefined,
    Versions: objects.map((version) => ({ ...toListedObject(version, encode), ...common(version) }) as ListedVersion),
    DeleteMarkers: markers.map(common),
    CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
});

const startOf = async (
  store: S3Store,
  bucketName: string,
  key: string | undefined,
  versionId: string | undefined,
): Promise<VersionPosition> => {
  if (versionId === undefined || versionId === "") return { key: key ?? "", inclusive: false };
  if (key === undefined) {
    throw invalidArgument(
      "A version-id marker cannot be specified without a key marker.",
      "version-id-marker",
      versionId,
    );
  }
  const version = await store.objects.findVersion(bucketName, key, versionId);
  if (version === undefined) throw invalidArgument("Invalid version id specified", "version-id-marker", versionId);
  return { key, inclusive: false, olderThan: version.sequence };
};
