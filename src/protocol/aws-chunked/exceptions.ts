/** Wordings of S3, the only AWS service that takes this encoding. */
import { ServiceException } from "../../aws/service-exception.ts";

export const incompleteBody = (): ServiceException =>
  new ServiceException({
    code: "IncompleteBody",
    message: "The request body terminated unexpectedly",
    statusCode: 400,
  });

export const malformedChunk = (): ServiceException =>
  new ServiceException({
    code: "InvalidRequest",
    message: "The body is not well-formed aws-chunked content.",
    statusCode: 400,
  });

export const malformedTrailer = (): ServiceException =>
  new ServiceException({
    code: "MalformedTrailerError",
    message: "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    statusCode: 400,
  });
