import { ServiceException } from "../../../aws/service-exception.ts";
import type { DeletedObject, ErrorShape as DeleteError, ObjectIdentifier } from "../../../models/generated/s3.ts";
import { deleteVersion, refuseBypass } from "../delete-version.ts";
import { malformedXml, noSuchVersion } from "../exceptions.ts";
import { getBucket } from "../find-bucket.ts";
import { isVersionId } from "../model/identifiers.ts";
import { operation } from "../operation.ts";

const MAX_KEYS = 1000;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects = operation("DeleteObjects", async (input, context) => {
  const { store } = context;
  await getBucket(input, context);
  refuseBypass(input);
  const { Objects, Quiet } = input.Delete;
  if (Objects.length === 0 || Objects.length > MAX_KEYS) throw malformedXml();
  const Deleted: DeletedObject[] = [];
  const Errors: DeleteError[] = [];
  // One commit for all of them: a thousand waits for the disk would outlast the client's patience.
  await store.transaction(async (session) => {
    for (const wanted of Objects) {
      const { Key, VersionId } = wanted;
      try {
        const deletion = await deleteVersion(context, targetOf(input.Bucket, wanted), session);
        Deleted.push({
          Key,
          VersionId,
          DeleteMarker: deletion.isDeleteMarker ? true : undefined,
          DeleteMarkerVersionId: deletion.isDeleteMarker ? deletion.versionId : undefined,
        });
      } catch (error) {
        Errors.push(toDeleteError(wanted, error));
      }
    }
  });
  // PARITY: who wants it quiet hears of failures only.
  return { Deleted: Quiet === true ? [] : Deleted, Errors };
});

const targetOf = (Bucket: string, { Key, VersionId, ETag, LastModifiedTime, Size }: ObjectIdentifier) => ({
  Bucket,
  Key,
  VersionId,
  IfMatch: ETag,
  IfMatchLastModifiedTime: LastModifiedTime,
  IfMatchSize: Size,
});

const toDeleteError = ({ Key, VersionId }: ObjectIdentifier, error: unknown): DeleteError => {
  if (!(error instanceof ServiceException)) throw error;
  if (VersionId !== undefined && !isVersionId(VersionId)) {
    // PARITY: worded otherwise than by DeleteObject.
    const { code, message } = noSuchVersion(Key, VersionId);
    return { Key, VersionId, Code: code, Message: message };
  }
  return { Key, VersionId, Code: error.code, Message: error.message };
};
