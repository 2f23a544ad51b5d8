import { Readable } from "node:stream";
import type { ObjectWriter } from "./contract.ts";
import { DEFAULT_CHECKSUM } from "./model/checksums.ts";
import { settingsOf } from "./model/object-settings.ts";
import { receiveBytes } from "./object-bytes.ts";
import type { S3Dependencies } from "./operation.ts";
import { checkKey, wholeObject, writeObject } from "./write-object.ts";

/** How other services of this server write objects: past HTTP, by the same rules. */
export class StoredObjectWriter implements ObjectWriter {
  readonly #dependencies: S3Dependencies;

  constructor(dependencies: S3Dependencies) {
    this.#dependencies = dependencies;
  }

  async put(
    { bucket, key }: { readonly bucket: string; readonly key: string },
    body: Uint8Array,
    contentType: string,
  ): Promise<void> {
    const { store, blobs } = this.#dependencies;
    checkKey(key);
    const received = await receiveBytes(blobs, Readable.from([body]), { name: DEFAULT_CHECKSUM });
    const object = wholeObject(received, settingsOf({ ContentType: contentType }), {});
    const target = { Bucket: bucket, Key: key };
    await store.transaction((session) => writeObject(this.#dependencies, target, object, session));
  }
}
