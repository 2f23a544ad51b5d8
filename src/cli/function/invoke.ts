import { readFileSync } from "node:fs";
import { callApi } from "../api-client.ts";
import type { CommandCall, CommandDefinition } from "../command.ts";
import { HOME_OPTION, homeOf, JSON_OPTION } from "../options.ts";
import { getRunningServer } from "../running-server.ts";

/** Exit status 0 when the function succeeded, 1 when it failed or was refused. */
export const invokeCommand: CommandDefinition = {
  name: "invoke",
  summary: "invoke a function, print its answer, and its log tail on standard error",
  arguments: [{ syntax: "<name>", summary: "function name or ARN" }],
  options: [
    { syntax: "--payload <json>", summary: "the event; @file reads a file, - reads standard input (default: {})" },
    { syntax: "--qualifier <qualifier>", summary: "version or alias" },
    { syntax: "--tenant-id <tenant>", summary: "for whom, of a function that keeps tenants apart" },
    HOME_OPTION,
    JSON_OPTION,
  ],
  run: async (call, terminal) => {
    const name = encodeURIComponent(call.arguments[0] ?? "");
    const qualifier = call.options["qualifier"];
    const query = typeof qualifier === "string" ? `?Qualifier=${encodeURIComponent(qualifier)}` : "";
    const answer = await callApi(getRunningServer(homeOf(call, terminal)), {
      signingName: "lambda",
      method: "POST",
      path: `/2015-03-31/functions/${name}/invocations${query}`,
      headers: { "content-type": "application/json", "x-amz-log-type": "Tail", ...tenantHeader(call) },
      body: readPayload(call),
      signal: terminal.signal,
    });
    const functionError = answer.headers.get("x-amz-function-error");
    const log = Buffer.from(answer.headers.get("x-amz-log-result") ?? "", "base64").toString();
    if (call.options["json"]) {
      const version = answer.headers.get("x-amz-executed-version");
      terminal.out(`${JSON.stringify({ payload: answer.body, functionError, version, log }, undefined, 2)}\n`);
    } else {
      terminal.error(log);
      terminal.out(`${answer.body}\n`);
    }
    return functionError === null ? 0 : 1;
  },
};

const tenantHeader = ({ options: { tenantId } }: CommandCall): Record<string, string> =>
  typeof tenantId === "string" ? { "x-amz-tenant-id": tenantId } : {};

const readPayload = (call: CommandCall): string => {
  const payload = call.options["payload"];
  if (typeof payload !== "string") return "{}";
  if (payload === "-") return readFileSync(0, "utf8");
  return payload.startsWith("@") ? readFileSync(payload.slice(1), "utf8") : payload;
};
