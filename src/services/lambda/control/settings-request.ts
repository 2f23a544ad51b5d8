import type { CreateFunctionRequest, UpdateFunctionConfigurationRequest } from "../../../models/generated/lambda.ts";

/** What CreateFunction and UpdateFunctionConfiguration have in common. */
export type SettingsRequest = Omit<UpdateFunctionConfigurationRequest, "FunctionName" | "RevisionId"> &
  Pick<CreateFunctionRequest, "TenancyConfig">;
