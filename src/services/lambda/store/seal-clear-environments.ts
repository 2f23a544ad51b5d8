import { ServiceException } from "../../../aws/service-exception.ts";
import type { Database, SqlRow } from "../../../storage/contract.ts";
import type { EnvironmentCipher, SealedEnvironment } from "../model/environment-cipher.ts";
import type { FunctionSettings } from "../model/function-version.ts";

interface ClearRow extends SqlRow {
  readonly function_name: string;
  readonly version: string;
  readonly settings: string;
}

/** Variables in clear follow their name at once; inside texts the quotes would be escaped. */
const CLEAR = '%"environment":{"%';

/** Encrypts what was stored before variables were encrypted. Costs one scan when there is nothing of the kind. */
export const sealClearEnvironments = async (database: Database, cipher: EnvironmentCipher): Promise<void> => {
  const rows = await database.all<ClearRow>(
    "SELECT function_name, version, settings FROM function_versions WHERE settings LIKE ?",
    CLEAR,
  );
  for (const row of rows) {
    const { environment, ...settings } = JSON.parse(row.settings) as FunctionSettings;
    const sealedEnvironment = await seal(row.function_name, { ...settings, environment }, cipher);
    await database.run(
      "UPDATE function_versions SET settings = ? WHERE function_name = ? AND version = ? AND settings = ?",
      JSON.stringify({ ...settings, environment: {}, sealedEnvironment }),
      row.function_name,
      row.version,
      row.settings,
    );
  }
};

/** Keys were taken unseen in those days: Lambda's own stands in for one that is not there. */
const seal = async (
  functionName: string,
  { environment, other }: FunctionSettings,
  cipher: EnvironmentCipher,
): Promise<SealedEnvironment> => {
  try {
    return await cipher.seal(functionName, environment, other["KMSKeyArn"] as string | undefined);
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    return cipher.seal(functionName, environment, undefined);
  }
};
