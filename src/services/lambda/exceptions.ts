import { ServiceException } from "../../aws/service-exception.ts";
import {
  CodeSigningConfigNotFoundException,
  CodeStorageExceededException,
  InvalidParameterValueException,
  InvalidRequestContentException,
  PreconditionFailedException,
  RecursiveInvocationException,
  RequestTooLargeException,
  ResourceConflictException,
  ResourceNotFoundException,
  SnapStartNotReadyException,
} from "../../models/generated/lambda.ts";

/** Every refusal that is the caller's doing carries this. */
const Type = "User";

export const invalidParameter = (message: string, cause?: unknown): ServiceException =>
  new InvalidParameterValueException({ message, Type, cause });

/** PARITY: of the account's concurrency AWS does not say whose fault it is that there is no more. */
export const concurrencyExhausted = (message: string): ServiceException =>
  new InvalidParameterValueException({ message, Type: undefined });

/** The model's own checks answer like this too; here for limits that the model states too widely. */
export const validationError = (violation: string): ServiceException =>
  new ServiceException({
    code: "ValidationException",
    message: `1 validation error detected: ${violation}`,
    statusCode: 400,
  });

/** What AWS has and this server does not have yet: said openly, never pretended. */
export const notSupportedYet = (what: string): ServiceException =>
  new ServiceException({
    code: "NotImplementedException",
    message: `${what} not supported yet.`,
    statusCode: 501,
    fault: "client",
  });

/** @param functionArn with the qualifier when the caller gave one */
export const functionNotFound = (functionArn: string): ServiceException =>
  new ResourceNotFoundException({ message: `Function not found: ${functionArn}`, Type });

/** Grammar is AWS's own. */
export const functionExists = (functionName: string): ServiceException =>
  new ResourceConflictException({ message: `Function already exist: ${functionName}`, Type });

/** For what else an ARN can name. */
export const resourceNotFound = (message: string): ServiceException => new ResourceNotFoundException({ message, Type });

/** To who invokes; also for a function whose creation failed. */
export const functionNotReady = (state: string): ServiceException =>
  new ResourceConflictException({
    message: `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
    Type,
  });

/**
 * The same to who changes it or makes something of it.
 * @see https://github.com/aws/serverless-application-model/issues/2356
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/49904
 */
export const resourceNotReady = (
  arn: string,
  { value, reasonCode }: { readonly value: string; readonly reasonCode?: string | undefined },
): ServiceException =>
  new ResourceConflictException({
    message:
      `The operation cannot be performed at this time. The resource ${arn} is currently in the following state: ` +
      `'${value}'. StateReasonCode: '${reasonCode ?? ""}'`,
    Type,
  });

/** A version whose snapshot is being taken again. */
export const snapStartNotReady = (): ServiceException =>
  new SnapStartNotReadyException({
    message:
      "Lambda is initializing your function. It will be ready to invoke once your function state becomes ACTIVE.",
    Type,
  });

export const updateInProgress = (functionArn: string): ServiceException =>
  new ResourceConflictException({
    message: `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn}`,
    Type,
  });

export const revisionMismatch = (): ServiceException =>
  new PreconditionFailedException({
    message:
      "The Revision Id provided does not match the latest Revision Id. " +
      "Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    Type,
  });

export const functionInOtherRegion = (theirs: string, ours: string): ServiceException =>
  new ResourceNotFoundException({
    message: `Functions from '${theirs}' are not reachable in this region ('${ours}')`,
    Type,
  });

/** PARITY: AWS says nothing but the code about functions of other accounts. */
export const functionOfOtherAccount = (): ServiceException =>
  new ServiceException({ code: "AccessDeniedException", message: "", statusCode: 403 });

export const qualifierMismatch = (): ServiceException =>
  invalidParameter("The derived qualifier from the function name does not match the specified qualifier.");

export const functionsOnly = (): ServiceException =>
  invalidParameter(
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. " +
      "Please specify either a function name or an unqualified function ARN.",
  );

/** @param reason our own addition; AWS does not say what it found */
export const couldNotUnzip = (reason?: string, cause?: unknown): ServiceException =>
  invalidParameter(
    reason === undefined
      ? "Could not unzip uploaded file. Please check your file, then try to upload again."
      : `Could not unzip uploaded file: ${reason}. Please check your file, then try to upload again.`,
    cause,
  );

export const unzippedTooLarge = (limitBytes: number): ServiceException =>
  invalidParameter(`Unzipped size must be smaller than ${limitBytes} bytes`);

/** Not in the service model, as AWS's front end answers it. */
export const zippedTooLarge = (limitBytes: number): ServiceException =>
  new ServiceException({
    code: "RequestEntityTooLargeException",
    message: `Zipped size must be smaller than ${limitBytes} bytes`,
    statusCode: 413,
    properties: { Type },
  });

export const payloadTooLarge = (limitBytes: number): ServiceException =>
  new RequestTooLargeException({
    message: `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
    Type,
  });

/** PARITY: AWS documents when this is thrown and not what it says; the words are our own. */
export const recursiveInvocation = (): ServiceException =>
  new RecursiveInvocationException({
    message: "The function was invoked in a recursive loop and its invocation was stopped.",
    Type,
  });

export const codeStorageExceeded = (): ServiceException =>
  new CodeStorageExceededException({ message: "Code storage limit exceeded.", Type });

export const codeSigningConfigNotFound = (arn: string): ServiceException =>
  new CodeSigningConfigNotFoundException({
    message: `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
    Type,
  });

export const invalidRequestContent = (message: string): ServiceException =>
  new InvalidRequestContentException({ message, Type });
