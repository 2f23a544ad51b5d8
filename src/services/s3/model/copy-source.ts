import { invalidArgument } from "../exceptions.ts";

export interface CopySource {
  readonly bucketName: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/**
 * The header `x-amz-copy-source`: bucket and key, percent-encoded, then perhaps a version.
 * LIMIT: objects behind access points are not known by their ARNs.
 */
export const parseCopySource = (header: string): CopySource => {
  const [encodedPath, query] = splitOnce(header, "?versionId=");
  const [bucketName, key] = splitOnce(decode(encodedPath).replace(/^\//, ""), "/");
  if (bucketName === "" || key === undefined || key === "") throw malformed();
  return { bucketName, key, versionId: query === undefined ? undefined : decode(query) };
};

const splitOnce = (text: string, separator: string): readonly [string, string | undefined] => {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
};

const decode = (text: string): string => {
  try {
    // PARITY: unlike in a path, a plus is a space here.
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    throw malformed();
  }
};

/** PARITY: the value that S3 tells is the header's name. */
const malformed = () => invalidArgument("Invalid copy source object key", "x-amz-copy-source", "x-amz-copy-source");
