import type { GetObjectOutput, GetObjectRequest } from "../../../models/generated/s3.ts";
import { invalidArgument } from "../exceptions.ts";

/** What HTTP carries in a header. */
const HEADER_TEXT = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/**
 * What the reader wants the answer to say instead of what the object says.
 * @throws ServiceException `InvalidArgument` for what no header can say
 */
export const responseOverrides = (input: Partial<GetObjectRequest>): Partial<GetObjectOutput> => ({
  ...override("CacheControl", "response-cache-control", input.ResponseCacheControl),
  ...override("ContentDisposition", "response-content-disposition", input.ResponseContentDisposition),
  ...override("ContentEncoding", "response-content-encoding", input.ResponseContentEncoding),
  ...override("ContentLanguage", "response-content-language", input.ResponseContentLanguage),
  ...override("ContentType", "response-content-type", input.ResponseContentType),
  ...override("Expires", "response-expires", input.ResponseExpires),
});

const override = (member: string, parameter: string, value: string | undefined): Readonly<Record<string, string>> => {
  if (value === undefined) return {};
  if (HEADER_TEXT.test(value)) return { [member]: value };
  throw invalidArgument("Header value cannot be represented using ISO-8859-1.", parameter, value);
};
