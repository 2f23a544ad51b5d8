/** Wordings about what is set beside functions: policies, concurrency, URLs, mappings and the like. */
import type { ServiceException } from "../../aws/service-exception.ts";
import {
  CodeVerificationFailedException,
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
  type SelfManagedEventSource,
} from "../../models/generated/lambda.ts";
import { invalidParameter, resourceNotFound } from "./exceptions.ts";
import type { EventSourceMapping } from "./model/event-source-mapping.ts";

const Type = "User";

/** Of the many things for which AWS has no other words. */
export const noSuchResource = (): ServiceException => resourceNotFound("The resource you requested does not exist.");

export const noPolicy = (): ServiceException => resourceNotFound("No policy is associated with the given resource.");

/** Of a function or version that is not there. */
export const noPolicyFor = (functionArn: string): ServiceException =>
  resourceNotFound(`No policy found for: ${functionArn}`);

export const noStatement = (statementId: string): ServiceException =>
  resourceNotFound(`Statement ${statementId} is not found in resource policy.`);

export const statementExists = (statementId: string): ServiceException =>
  new ResourceConflictException({
    message:
      `The statement id (${statementId}) provided already exists. ` +
      "Please provide a new statement id, or remove the existing statement.",
    Type,
  });

export const policyRevisionMismatch = (): ServiceException =>
  new PreconditionFailedException({
    message:
      "The Revision Id provided does not match the latest Revision Id. " +
      "Call the GetPolicy API to retrieve the latest Revision Id",
    Type,
  });

export const noPolicyForLatest = (): ServiceException =>
  invalidParameter("We currently do not support adding policies for $LATEST.");

/** PARITY: without the ARN, unlike everywhere else. */
export const functionDoesNotExist = (): ServiceException => resourceNotFound("Function does not exist");

/** PARITY: the same whether it is the function or its version that is missing. */
export const eventInvokeFunctionNotFound = (): ServiceException => resourceNotFound("The function doesn't exist.");

/** @param functionArn qualified */
export const noEventInvokeConfig = (functionArn: string): ServiceException =>
  resourceNotFound(`The function ${functionArn} doesn't have an EventInvokeConfig`);

export const urlConfigExists = (functionArn: string): ServiceException =>
  new ResourceConflictException({
    // PARITY: the second blank is AWS's own.
    message:
      `Failed to create function url config for [functionArn = ${functionArn}]. ` +
      "Error message:  FunctionUrlConfig exists for this Lambda function",
    Type,
  });

/** PARITY: without a `Type`. */
export const codeSigningConfigUnknown = (arn: string): ServiceException =>
  new ResourceNotFoundException({
    message: `The Lambda code signing configuration ${arn} can not be found.`,
    Type: undefined,
  });

/** AWS states the rule; the words are our own. */
export const codeSigningConfigInUse = (arn: string): ServiceException =>
  new ResourceConflictException({
    message: `The Lambda code signing configuration ${arn} can not be deleted because functions use it.`,
    Type,
  });

/** PARITY: queues have a sentence of their own, and the blanks inside the brackets are AWS's. */
export const mappingExists = (mapping: EventSourceMapping, functionName: string): ServiceException => {
  const { kind, uuid, settings } = mapping;
  const end = `Please update or delete the existing mapping with UUID ${uuid}`;
  const source = String(settings["EventSourceArn"]);
  if (kind === "kafka" || kind === "msk") return mappingOfTopicExists(mapping, end);
  return new ResourceConflictException({
    message:
      kind === "sqs" || kind === "sqs-fifo"
        ? `An event source mapping with SQS arn (" ${source} ") and function (" ${functionName} ") already exists. ${end}`
        : `The event source arn (" ${source} ") and function (" ${functionName} ") provided mapping already exists. ${end}`,
    Type,
  });
};

const mappingOfTopicExists = ({ settings, functionArn }: EventSourceMapping, end: string): ServiceException => {
  const { EventSourceArn, SelfManagedEventSource, Topics } = settings;
  const endpoints = (SelfManagedEventSource as SelfManagedEventSource | undefined)?.Endpoints;
  const brokers = endpoints?.KAFKA_BOOTSTRAP_SERVERS ?? [];
  const source = typeof EventSourceArn === "string" ? EventSourceArn : brokers.join(",");
  return new ResourceConflictException({
    message:
      `An event source mapping with event source ("${source}"), function ("${functionArn}"), ` +
      `topics ("${(Topics as readonly string[]).join(",")}") already exists. ${end}`,
    Type,
  });
};

export const codeNotSigned = (): ServiceException =>
  new CodeVerificationFailedException({
    message:
      "The code signature failed one or more of the validation checks for signature mismatch or expiry, " +
      "and the code signing policy is set to ENFORCE. Lambda blocks the deployment.",
    Type,
  });

/**
 * PARITY: of a destination AWS names the ARN, of a dead-letter queue the service.
 * @param action with its service, for example `sqs:SendMessage`
 */
export const destinationForbidden = (action: string, destinationArn: string): ServiceException =>
  invalidParameter(
    `The function's execution role does not have permissions to call ${callOf(action)} on ${destinationArn}`,
  );

/** @see https://github.com/elastic/beats/issues/13963 for the words */
export const deadLetterQueueForbidden = (action: string): ServiceException =>
  invalidParameter(
    `The provided execution role does not have permissions to call ${callOf(action)} on ${serviceOf(action)}`,
  );

/** What follows the colon is our own. */
export const invalidDeadLetterQueue = (targetArn: string): ServiceException =>
  invalidParameter(`Invalid dead letter queue ARN: ${targetArn} is neither an SQS queue nor an SNS topic`);

const callOf = (action: string): string => action.split(":")[1] ?? action;
const serviceOf = (action: string): string => (action.split(":")[0] ?? "").toUpperCase();
