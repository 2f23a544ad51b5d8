import type { CommandDefinition } from "../command.ts";
import { HOME_OPTION, homeOf, JSON_OPTION } from "../options.ts";
import { getRunningServer, type RunningServer } from "../running-server.ts";

/** The variables that point AWS's tools at a server. */
const variables = ({ record, credentials }: RunningServer): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: record.endpoint,
  AWS_REGION: record.region,
  AWS_DEFAULT_REGION: record.region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

/** `eval "$(lambkin env)"` */
export const envCommand: CommandDefinition = {
  name: "env",
  summary: 'print shell exports that point AWS tools at the server: eval "$(lambkin env)"',
  options: [HOME_OPTION, JSON_OPTION],
  run: (call, terminal) => {
    const values = variables(getRunningServer(homeOf(call, terminal)));
    if (call.options["json"]) terminal.out(`${JSON.stringify(values, undefined, 2)}\n`);
    else {
      for (const [name, value] of Object.entries(values)) terminal.out(`export ${name}='${value}'\n`);
      // A session token left over from a real AWS session would be sent with our key and be refused.
      terminal.out("unset AWS_SESSION_TOKEN AWS_PROFILE\n");
    }
    return Promise.resolve(0);
  },
};
