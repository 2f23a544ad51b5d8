/** Wordings of Application Auto Scaling. */
import { ServiceException } from "../../aws/service-exception.ts";
import {
  ObjectNotFoundException,
  InvalidNextTokenException,
  ResourceNotFoundException,
  TooManyTagsException,
  ValidationException,
} from "../../models/generated/application-autoscaling.ts";

/** What every request names a scalable target by. */
export interface TargetName {
  readonly ServiceNamespace: string;
  readonly ResourceId: string;
  readonly ScalableDimension: string;
}

const nameOf = ({ ServiceNamespace, ResourceId, ScalableDimension }: TargetName): string =>
  `service namespace: ${ServiceNamespace}, resource ID: ${ResourceId}, scalable dimension: ${ScalableDimension}`;

export const invalid = (message: string, cause?: unknown): ServiceException =>
  new ValidationException({ message, cause });

/** @see https://github.com/pulumi/pulumi-aws/issues/822 for the words */
export const unsupportedTarget = (): ServiceException =>
  invalid("Unsupported service namespace, resource type or scalable dimension");

/** What AWS has and this server does not: said openly, never pretended. */
export const notSupported = (what: string): ServiceException =>
  new ServiceException({
    code: "NotImplementedException",
    message: `${what} not supported.`,
    statusCode: 501,
    fault: "client",
  });

/** @see https://github.com/ansible/ansible/issues/40237 for the words */
export const targetNotRegistered = (name: TargetName): ServiceException =>
  new ObjectNotFoundException({ message: `No scalable target registered for ${nameOf(name)}` });

/** PARITY: removing one has other words. */
export const targetNotFound = (name: TargetName): ServiceException =>
  new ObjectNotFoundException({ message: `No scalable target found for ${nameOf(name)}` });

export const policyNotFound = (name: TargetName, policyName: string): ServiceException =>
  new ObjectNotFoundException({ message: `No scaling policy found for ${nameOf(name)}, policy name: ${policyName}` });

export const actionNotFound = (name: TargetName, actionName: string): ServiceException =>
  new ObjectNotFoundException({
    message: `No scheduled action found for ${nameOf(name)}, scheduled action name: ${actionName}`,
  });

export const noSuchResource = (arn: string): ServiceException =>
  new ResourceNotFoundException({ message: `The resource ${arn} doesn't exist.`, ResourceName: arn });

/** Only for a server's own eyes: in the history of the alarm that named the policy as its action. */
export const alarmOfNoPolicy = (alarmName: string): ServiceException =>
  invalid(`Target tracking scales by the alarms of its policy, and ${alarmName} is none of them`);

export const tooManyTags = (arn: string): ServiceException =>
  new TooManyTagsException({ message: "A scalable target can have 50 tags.", ResourceName: arn });

export const invalidNextToken = (): ServiceException =>
  new InvalidNextTokenException({ message: "The next token is not valid." });
