import { OperatorError } from "../../base/operator-error.ts";
import { callApi } from "../api-client.ts";
import type { CommandCall, CommandDefinition } from "../command.ts";
import { HOME_OPTION, homeOf, JSON_OPTION } from "../options.ts";
import { getRunningServer } from "../running-server.ts";
import type { CostReport } from "./cost/cost-report.ts";
import { costRows } from "./cost/cost-rows.ts";
import { costTable } from "./cost/cost-table.ts";
import { csv } from "./cost/csv.ts";
import { focusRows } from "./cost/focus-rows.ts";
import { type Grouping, GROUPINGS, groupCosts } from "./cost/group-costs.ts";

/** What the report can be printed as, other than a table. */
const FORMATS = ["json", "csv", "focus"] as const;

export const costCommand: CommandDefinition = {
  name: "cost",
  summary: "say what functions used and what that costs, this month unless told otherwise",
  options: [
    { syntax: "--by <what>", summary: `${GROUPINGS.join(", ")} (default: function)` },
    { syntax: "--tag <key>", summary: "the tag whose values are told apart by --by tag" },
    { syntax: "--from <day>", summary: "first day, YYYY-MM-DD in UTC" },
    { syntax: "--to <day>", summary: "last day" },
    JSON_OPTION,
    { syntax: "--csv", summary: "print comma-separated values" },
    { syntax: "--focus", summary: "print every charge of every day in the columns of FOCUS, as CSV" },
    HOME_OPTION,
  ],
  run: async (call, terminal) => {
    const by = groupingOf(call);
    const tagKey = textOption(call, "tag");
    if (by === "tag" && tagKey === undefined) throw wrongUse("--by tag needs the key of the tag.", "Add --tag KEY.");
    const formats = FORMATS.filter((format) => call.options[format] !== undefined);
    if (formats.length > 1) throw wrongUse(`--${formats.join(" and --")} exclude each other.`, "Give one of them.");
    const { body } = await callApi(getRunningServer(homeOf(call, terminal)), {
      signingName: "lambda",
      method: "GET",
      path: `/_lambkin/cost${queryOf(call)}`,
      signal: terminal.signal,
    });
    const report = JSON.parse(body) as CostReport;
    const groups = groupCosts(report, by, tagKey);
    if (call.options["json"]) terminal.out(`${JSON.stringify({ ...report, groups }, undefined, 2)}\n`);
    else if (call.options["focus"]) terminal.out(csv(focusRows(report)));
    else if (call.options["csv"]) terminal.out(csv(costRows(report, groups)));
    else terminal.out(costTable(report, groups));
    return 0;
  },
};

const groupingOf = (call: CommandCall): Grouping => {
  const asked = textOption(call, "by") ?? "function";
  const grouping = GROUPINGS.find((known) => known === asked);
  if (grouping === undefined) throw wrongUse(`--by ${asked} is unknown.`, `It is one of ${GROUPINGS.join(", ")}.`);
  return grouping;
};

const queryOf = (call: CommandCall): string => {
  const days = ["from", "to"].flatMap((name) => {
    const day = textOption(call, name);
    return day === undefined ? [] : [`${name}=${encodeURIComponent(day)}`];
  });
  return days.length === 0 ? "" : `?${days.join("&")}`;
};

const textOption = (call: CommandCall, name: string): string | undefined => {
  const value = call.options[name];
  return typeof value === "string" ? value : undefined;
};

const wrongUse = (message: string, remedy: string): OperatorError =>
  new OperatorError({ code: "WRONG_USE", message, remedy });
