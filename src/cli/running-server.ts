import { OperatorError } from "../base/operator-error.ts";
import {
  type AdminCredentials,
  findAdminCredentials,
  findServerRecord,
  type ServerRecord,
} from "../base/server-record.ts";

export interface RunningServer {
  readonly record: ServerRecord;
  readonly credentials: AdminCredentials;
}

/** @throws OperatorError SERVER_NOT_RUNNING */
export const getRunningServer = (home: string): RunningServer => {
  const record = findServerRecord(home);
  const credentials = findAdminCredentials(home);
  if (record === undefined || credentials === undefined)
    throw new OperatorError({
      code: "SERVER_NOT_RUNNING",
      message: `No server is running with the data in ${home}.`,
      remedy: "Start one with `lambkin start`, or name its directory with --home.",
    });
  return { record, credentials };
};
