/** AWS's words about layers. */
import { ServiceException } from "../../../aws/service-exception.ts";
import { PreconditionFailedException } from "../../../models/generated/lambda.ts";
import { invalidParameter, notSupportedYet, resourceNotFound } from "../exceptions.ts";

/** Of a layer version whose policy is asked for. PARITY: who asks for the version itself is not told its name. */
export const layerVersionNotFound = (layerVersionArn: string): ServiceException =>
  resourceNotFound(doesNotExist(layerVersionArn));

/** Of a layer version that a function is to have. */
export const functionLayerNotFound = (layerVersionArn: string): ServiceException =>
  invalidParameter(doesNotExist(layerVersionArn));

const doesNotExist = (layerVersionArn: string): string => `Layer version ${layerVersionArn} does not exist.`;

export const layerVersionBelowOne = (): ServiceException => invalidParameter("Layer Version Cannot be less than 1");

export const layersInOtherRegion = (region: string): ServiceException =>
  invalidParameter(`Layers are not in the same region as the function. Layers are expected to be in region ${region}.`);

export const tooManyLayers = (limit: number): ServiceException =>
  invalidParameter(`Cannot reference more than ${limit} layers.`);

export const sameLayerTwice = (one: string, other: string): ServiceException =>
  invalidParameter(
    "Two different versions of the same layer are not allowed to be referenced in the same function. " +
      `${one} and ${other} are versions of the same layer.`,
  );

/** At AWS it may well exist and be shared: so it is our limit that is told, not a want of rights. */
export const layerOfOtherAccount = (layerVersionArn: string): ServiceException =>
  notSupportedYet(`Layer version ${layerVersionArn} belongs to another account. Layers of other accounts are`);

/** There are no layers of other accounts here, hence no policy that would let anybody see one. */
export const layerAccessDenied = (callerArn: string, action: string, resource: string): ServiceException =>
  new ServiceException({
    code: "AccessDeniedException",
    message:
      `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} ` +
      `because no resource-based policy allows the ${action} action`,
    statusCode: 403,
  });

/** Already without the code. */
export const layersTooLarge = (limitBytes: number): ServiceException =>
  invalidParameter(`Layers consume more than the available size of ${limitBytes} bytes`);

export const functionTooLarge = (limitBytes: number, actualBytes: number): ServiceException =>
  invalidParameter(
    `Function code combined with layers exceeds the maximum allowed size of ${limitBytes} bytes. ` +
      `The actual size is ${actualBytes} bytes.`,
  );

/** PARITY: no operation is called GetLayerPolicy. */
export const layerPolicyRevisionMismatch = (): ServiceException =>
  new PreconditionFailedException({
    message:
      "The Revision Id provided does not match the latest Revision Id. " +
      "Call the GetLayerPolicy API to retrieve the latest Revision Id",
    Type: "User",
  });
