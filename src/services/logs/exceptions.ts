import {
  InvalidParameterException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  ValidationException,
} from "../../models/generated/logs.ts";

/** PARITY: "does not exist." ends with a full stop, "already exists" does not. */
export const logGroupNotFound = (): ResourceNotFoundException =>
  new ResourceNotFoundException({ message: "The specified log group does not exist." });

export const logStreamNotFound = (): ResourceNotFoundException =>
  new ResourceNotFoundException({ message: "The specified log stream does not exist." });

export const resourceNotFound = (): ResourceNotFoundException =>
  new ResourceNotFoundException({ message: "The specified resource does not exist." });

export const logGroupExists = (): ResourceAlreadyExistsException =>
  new ResourceAlreadyExistsException({ message: "The specified log group already exists" });

export const logStreamExists = (): ResourceAlreadyExistsException =>
  new ResourceAlreadyExistsException({ message: "The specified log stream already exists" });

const invalidParameter = (message: string): InvalidParameterException => new InvalidParameterException({ message });

export const invalidNextToken = (): InvalidParameterException =>
  invalidParameter("The specified nextToken is invalid.");

export const invalidFilterPattern = (): InvalidParameterException => invalidParameter("Invalid filter pattern");

export const prefixAndPattern = (): InvalidParameterException =>
  invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");

export const streamNamesAndPrefix = (): InvalidParameterException =>
  invalidParameter("LogStream names and LogStream name prefix are mutually exclusive parameters.");

export const prefixWithEventOrder = (): InvalidParameterException =>
  invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");

/** PARITY: these two are ValidationException where their neighbours are InvalidParameterException. */
export const nameAndIdentifier = (): ValidationException =>
  new ValidationException({ message: "LogGroup name and LogGroup ARN are mutually exclusive parameters." });

export const nameOrIdentifierRequired = (): ValidationException =>
  new ValidationException({ message: "At least one of logGroupName or logGroupIdentifier must be specified." });

export const deletionProtected = (): ValidationException =>
  new ValidationException({
    message: "Cannot delete the log group because deletion protection is enabled. Disable deletion protection first.",
  });

export const eventsOutOfOrder = (): InvalidParameterException =>
  invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");

export const eventsSpanTooLong = (): InvalidParameterException =>
  invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");

export const batchTooLarge = (bytes: number, limitBytes: number): InvalidParameterException =>
  invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${limitBytes}`);

export const invalidRetention = (days: number, allowed: readonly number[]): InvalidParameterException =>
  invalidParameter(
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${allowed.join(", ")}]`,
  );

export const tooManyTags = (): InvalidParameterException =>
  invalidParameter("The maximum number of tags per resource is 50.");

/** Nothing here may be asked for that would then not hold. */
export const encryptionUnsupported = (): InvalidParameterException =>
  invalidParameter("Lambkin does not encrypt log groups with KMS keys yet.");
