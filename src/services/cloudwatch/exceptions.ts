import { ServiceException } from "../../aws/service-exception.ts";
import {
  DashboardInvalidInputError,
  DashboardNotFoundError,
  type DashboardValidationMessage,
  InvalidNextToken,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  LimitExceededException,
  MissingRequiredParameterException,
  ResourceNotFound,
  ResourceNotFoundException,
} from "../../models/generated/cloudwatch.ts";

/** For example `MetricData.member.1.Value`. */
type ParameterName = string;

export const missingParameter = (name: ParameterName): ServiceException =>
  new MissingRequiredParameterException({ message: `The parameter ${name} is required.` });

export const invalidValue = (value: string | number, name: ParameterName): ServiceException =>
  new InvalidParameterValueException({ message: `The value ${value} for parameter ${name} is invalid.` });

export const invalidParameter = (message: string): ServiceException => new InvalidParameterValueException({ message });

export const invalidCombination = (message: string): ServiceException =>
  new InvalidParameterCombinationException({ message });

export const mutuallyExclusive = (one: ParameterName, other: ParameterName): ServiceException =>
  invalidCombination(`The parameters ${one} and ${other} are mutually exclusive and you have specified both.`);

export const sizesDiffer = (one: ParameterName, other: ParameterName): ServiceException =>
  invalidParameter(`The parameters ${one} and ${other} must be of the same size.`);

export const startNotBeforeEnd = (): ServiceException =>
  invalidParameter("The parameter StartTime must be less than the parameter EndTime.");

/** PARITY: AWS writes both numbers with a comma for the thousands. */
export const tooManyDatapoints = (requested: number, limit: number): ServiceException =>
  invalidCombination(
    `You have requested up to ${requested.toLocaleString("en-US")} datapoints, which exceeds the limit of ` +
      `${limit.toLocaleString("en-US")}. You may reduce the datapoints requested by increasing Period, or decreasing ` +
      "the time range.",
  );

/** PARITY: of GetMetricData and alarms, AWS sends this code, which its model does not know. */
export const validationError = (message: string): ServiceException =>
  new ServiceException({ code: "ValidationError", message, statusCode: 400 });

export const invalidNextToken = (): ServiceException => new InvalidNextToken({ message: "Invalid token" });

/** What AWS has and this server does not have: said openly, never pretended. */
export const notSupported = (what: string): ServiceException => validationError(`${what} not supported.`);

export const dashboardNotFound = (dashboardName: string): ServiceException =>
  new DashboardNotFoundError({ message: `Dashboard ${dashboardName} does not exist` });

/** The first fault stands for all where only one is shown. */
export const invalidDashboard = (faults: readonly DashboardValidationMessage[]): ServiceException =>
  new DashboardInvalidInputError({
    message: `The dashboard body is invalid, there are ${faults.length} validation errors: ${JSON.stringify(faults)}`,
    dashboardValidationMessages: faults,
  });

export const invalidDashboardName = (dashboardName: string): ServiceException =>
  new DashboardInvalidInputError({
    message: `The value ${dashboardName} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`,
  });

/** AWS states the rule, that names are for alarms of either kind; the words are our own. */
export const alarmOfOtherKind = (alarmName: string, alarmType: string): ServiceException =>
  validationError(`There is an alarm with the name ${alarmName} already, of type ${alarmType}`);

export const alarmNotFound = (): ServiceException => new ResourceNotFound({ message: "Alarm does not exist" });

export const resourceNotFound = (arn: string): ServiceException =>
  new ResourceNotFoundException({ message: `${arn} does not exist`, ResourceType: "Alarm", ResourceId: arn });

export const tooManyMetrics = (limit: number): ServiceException =>
  new LimitExceededException({ message: `There are ${limit} metrics already, which is the most that are kept.` });
