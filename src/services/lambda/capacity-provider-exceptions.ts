/** Wordings about capacity providers. Where AWS's words are not known, they are our own. */
import type { ServiceException } from "../../aws/service-exception.ts";
import { ResourceConflictException } from "../../models/generated/lambda.ts";
import { invalidParameter, resourceNotFound } from "./exceptions.ts";

const Type = "User";

export const capacityProviderNotFound = (arn: string): ServiceException =>
  resourceNotFound(`Capacity provider not found: ${arn}`);

export const foreignCapacityProvider = (arn: string): ServiceException =>
  invalidParameter(`The capacity provider ${arn} would belong to another account or region.`);

export const capacityProviderExists = (arn: string): ServiceException =>
  new ResourceConflictException({ message: `Capacity provider already exists: ${arn}`, Type });

/** The second sentence begins as AWS's does: Terraform waits while it reads it. */
export const capacityProviderInUse = (arn: string, functionArn: string): ServiceException =>
  new ResourceConflictException({
    message:
      `The capacity provider ${arn} is in use. ` +
      `To delete this capacity provider, first remove its association with ${functionArn}.`,
    Type,
  });

export const notOnCapacityProvider = (functionArn: string): ServiceException =>
  invalidParameter(`The function ${functionArn} has no capacity provider that it could be scaled on.`);
