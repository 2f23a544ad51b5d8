import type { ServiceException } from "../../aws/service-exception.ts";
import type { ServiceModel } from "../../models/service-model.ts";
import type { ServerProtocol } from "../contract.ts";
import type { DocumentCodec } from "../document-codec.ts";
import type { ModelledError } from "../error-catalog.ts";
import { errorContent, typedErrorContent } from "../xml/xml-error.ts";
import { xmlDocuments } from "../xml/xml-documents.ts";
import { element, escapeText, namespaceAttribute, XML_DECLARATION } from "../xml/xml-text.ts";
import type { RestFormat } from "./rest-format.ts";
import { RestProtocol } from "./rest-protocol.ts";
import { isS3, s3Path } from "./s3-address.ts";
import { withHoistedHeaders } from "./s3-hoisted-headers.ts";

/**
 * XML bodies over REST, as S3, Route 53 and CloudFront speak it.
 * @see https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
 */
export const restXml = (model: ServiceModel): ServerProtocol =>
  new RestProtocol(model, isS3(model) ? s3Format() : envelopeFormat(model));

/** Errors in the same envelope as the query protocol's. */
const envelopeFormat = (model: ServiceModel): RestFormat => ({
  name: "rest-xml",
  documents: xmlDocuments(model.xmlNamespace),
  blobContentType: "application/octet-stream",
  malformedCode: "MalformedInput",
  pathOf: ({ path }) => path,
  requestIdHeaders: (requestId) => ({ "x-amzn-RequestId": requestId }),
  errorHeaders: () => ({}),
  errorBody: (error, modelled, requestId) => {
    const body = element("Error", typedErrorContent(error, modelled)) + element("RequestId", requestId);
    return XML_DECLARATION + element("ErrorResponse", body, namespaceAttribute(model.xmlNamespace));
  },
});

const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

const s3Format = (): RestFormat => ({
  name: "rest-xml",
  documents: withUnwrappedOutputs(xmlDocuments(S3_NAMESPACE)),
  blobContentType: "binary/octet-stream",
  malformedCode: "MalformedXML",
  normalize: withHoistedHeaders,
  pathOf: s3Path,
  requestIdHeaders: (requestId) => ({ "x-amz-request-id": requestId, "x-amz-id-2": requestId }),
  errorHeaders: () => ({}),
  // The model knows one status a success; a part of an object has another.
  successStatus: (modelled, headers) => (headers["Content-Range"] === undefined ? modelled : 206),
  errorBody: s3ErrorBody,
});

/** PARITY: S3 says more of an error than its model does, in elements of their own, such as BucketName and Key. */
const s3ErrorBody = (error: ServiceException, modelled: ModelledError | undefined, requestId: string): string => {
  const isModelled = (name: string) => modelled?.members.some((member) => member.name === name) ?? false;
  const details = Object.entries(error.properties)
    .filter(([name]) => !isModelled(name))
    .map(([name, value]) => element(name, escapeText(String(value))))
    .join("");
  const ids = element("RequestId", requestId) + element("HostId", requestId);
  return XML_DECLARATION + element("Error", errorContent(error, modelled) + details + ids);
};

/** PARITY: the one output of S3 whose only member is the root element itself, by the member's name. */
const UNWRAPPED_OUTPUTS = new Set(["GetBucketLocationOutput"]);

const withUnwrappedOutputs = (documents: DocumentCodec): DocumentCodec => ({
  ...documents,
  structureSerializer: (target, members) => {
    const [only] = members;
    if (only === undefined || !UNWRAPPED_OUTPUTS.has(target.shape.name)) {
      return documents.structureSerializer(target, members);
    }
    const named = { ...only, traits: { ...only.traits, locationName: only.traits.locationName ?? only.name } };
    const serialize = documents.memberSerializer(named);
    return (output) => serialize((output as Readonly<Record<string, unknown>>)[only.name] ?? "");
  },
});
