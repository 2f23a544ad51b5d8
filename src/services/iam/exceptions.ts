import { ServiceException } from "../../aws/service-exception.ts";
import {
  DeleteConflictException,
  EntityAlreadyExistsException,
  InvalidInputException,
  LimitExceededException,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
} from "../../models/generated/iam.ts";

const noSuchEntity = (message: string): NoSuchEntityException => new NoSuchEntityException({ message });

export const noSuchRole = (roleName: string): NoSuchEntityException =>
  noSuchEntity(`The role with name ${roleName} cannot be found.`);

export const noSuchUser = (userName: string): NoSuchEntityException =>
  noSuchEntity(`The user with name ${userName} cannot be found.`);

export const noSuchRolePolicy = (policyName: string): NoSuchEntityException =>
  noSuchEntity(`The role policy with name ${policyName} cannot be found.`);

export const noSuchUserPolicy = (policyName: string): NoSuchEntityException =>
  noSuchEntity(`The user policy with name ${policyName} cannot be found.`);

export const noSuchPolicy = (policyArn: string): NoSuchEntityException =>
  noSuchEntity(`Policy ${policyArn} was not found.`);

export const policyNotAttachable = (policyArn: string): NoSuchEntityException =>
  noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.`);

export const noSuchPolicyVersion = (policyArn: string, versionId: string): NoSuchEntityException =>
  noSuchEntity(`Policy ${policyArn} version ${versionId} does not exist or is not attachable.`);

export const noSuchAccessKey = (accessKeyId: string): NoSuchEntityException =>
  noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`);

const alreadyExists = (message: string): EntityAlreadyExistsException => new EntityAlreadyExistsException({ message });

export const roleExists = (roleName: string): EntityAlreadyExistsException =>
  alreadyExists(`Role with name ${roleName} already exists.`);

export const userExists = (userName: string): EntityAlreadyExistsException =>
  alreadyExists(`User with name ${userName} already exists.`);

export const policyExists = (policyName: string): EntityAlreadyExistsException =>
  alreadyExists(`A policy called ${policyName} already exists. Duplicate names are not allowed.`);

const deleteConflict = (message: string): DeleteConflictException => new DeleteConflictException({ message });

export const mustDetachPolicies = (): DeleteConflictException =>
  deleteConflict("Cannot delete entity, must detach all policies first.");

export const mustDeletePolicies = (): DeleteConflictException =>
  deleteConflict("Cannot delete entity, must delete policies first.");

export const mustDeleteAccessKeys = (): DeleteConflictException =>
  deleteConflict("Cannot delete entity, must delete access keys first.");

export const policyIsAttached = (): DeleteConflictException =>
  deleteConflict("Cannot delete a policy attached to entities.");

/** PARITY: the apostrophe and the two sentences are AWS's. */
export const policyHasVersions = (): DeleteConflictException =>
  deleteConflict(
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
      "The default version is deleted with the policy.",
  );

export const versionIsDefault = (): DeleteConflictException =>
  deleteConflict("Cannot delete the default version of a policy.");

const limitExceeded = (message: string): LimitExceededException => new LimitExceededException({ message });

/** @param quota AWS's name of it, for example `AccessKeysPerUser` */
export const quotaExceeded = (quota: string, limit: number): LimitExceededException =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);

export const inlinePoliciesTooLarge = (
  limitBytes: number,
  kind: "role" | "user",
  name: string,
): LimitExceededException => limitExceeded(`Maximum policy size of ${limitBytes} bytes exceeded for ${kind} ${name}`);

export const tooManyPolicyVersions = (): LimitExceededException =>
  limitExceeded(
    "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
  );

export const tagsQuotaExceeded = (): LimitExceededException =>
  limitExceeded("The number of tags has reached the maximum limit.");

export const duplicateTagKeys = (): InvalidInputException =>
  new InvalidInputException({
    message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  });

export const malformedPolicyDocument = (message: string): MalformedPolicyDocumentException =>
  new MalformedPolicyDocumentException({ message });

const validationError = (message: string): ServiceException =>
  new ServiceException({ code: "ValidationError", message, statusCode: 400 });

/** PARITY: AWS leaves the ARN out and the two spaces in. */
export const invalidArn = (): ServiceException => validationError("Invalid ARN:  Could not be parsed!");

export const invalidMarker = (): ServiceException => validationError("Invalid Marker.");

export const userNameRequired = (): ServiceException =>
  validationError("Must specify userName when calling with non-User credentials");

/** An AWS-managed policy: everyone may read and attach it, no one may change it. */
export const managedPolicyDenied = (callerArn: string, action: string, policyArn: string): ServiceException =>
  new ServiceException({
    code: "AccessDenied",
    message: `User: ${callerArn} is not authorized to perform: iam:${action} on resource: policy ${policyArn}`,
    statusCode: 403,
  });

/** What is not evaluated for users is not accepted for them. */
export const userBoundaryUnsupported = (): InvalidInputException =>
  new InvalidInputException({ message: "Lambkin keeps no permissions boundaries of users yet." });
