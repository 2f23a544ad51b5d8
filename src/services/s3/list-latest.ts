import { listPage, type ListPage } from "./model/list-page.ts";
import type { ObjectVersion } from "./model/object-version.ts";
import type { KeyPosition } from "./model/position.ts";
import type { S3Store } from "./store/s3-store.ts";

/** A page of the objects that are in a bucket now; both versions of ListObjects are made of it. */
export const listLatest = (
  store: S3Store,
  request: {
    readonly bucketName: string;
    readonly prefix: string | undefined;
    readonly delimiter: string | undefined;
    readonly limit: number;
    readonly start: KeyPosition;
  },
): Promise<ListPage<ObjectVersion, KeyPosition>> =>
  listPage({
    prefix: request.prefix ?? "",
    // PARITY: an empty delimiter is none.
    delimiter: request.delimiter === "" ? undefined : request.delimiter,
    limit: request.limit,
    start: request.start,
    keyOf: ({ key }) => key,
    after: ({ key }) => ({ key, inclusive: false }),
    from: (key) => ({ key, inclusive: true }),
    fetch: (from, end, limit) => store.objects.listLatest(request.bucketName, from, end, limit),
  });
