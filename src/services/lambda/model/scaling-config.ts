import type { FunctionScalingConfig } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";

/** How many environments a version is to have on its capacity provider. Kept and shown: nothing runs there. */
export interface ScalingConfig {
  readonly minEnvironments: number | undefined;
  readonly maxEnvironments: number | undefined;
}

/** AWS states the rule; the words are our own. @throws ServiceException */
export const readScalingConfig = (config: FunctionScalingConfig): ScalingConfig => {
  const { MinExecutionEnvironments: minEnvironments, MaxExecutionEnvironments: maxEnvironments } = config;
  if ((minEnvironments ?? 0) > (maxEnvironments ?? Infinity)) {
    throw invalidParameter("MinExecutionEnvironments must not be greater than MaxExecutionEnvironments.");
  }
  return { minEnvironments, maxEnvironments };
};

export const toScalingConfig = ({ minEnvironments, maxEnvironments }: ScalingConfig): FunctionScalingConfig => ({
  MinExecutionEnvironments: minEnvironments,
  MaxExecutionEnvironments: maxEnvironments,
});
