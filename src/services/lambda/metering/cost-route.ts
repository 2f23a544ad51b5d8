import type { WebRequest, WebResponse, WebRoute } from "../../../aws/service.ts";
import { utcDay } from "../model/usage.ts";
import type { CostReport } from "./cost-report.ts";

const PATH = "/_lambkin/cost";
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * `GET /_lambkin/cost?from=YYYY-MM-DD&to=YYYY-MM-DD`, signed as any request to Lambda is, as the action
 * `lambda:GetCostReport`. From the first of this month to today unless asked otherwise. Not for code in sandboxes.
 */
export const costRoute = (options: {
  readonly report: (days: { readonly fromDay: string; readonly toDay: string }) => Promise<CostReport>;
  readonly nowMs: () => number;
}): WebRoute => ({
  name: "GetCostReport",
  find: (_host, target) =>
    target === PATH || target.startsWith(`${PATH}?`) ? (request) => answer(request, options) : undefined,
});

const answer = async (
  request: WebRequest,
  { report, nowMs }: Parameters<typeof costRoute>[0],
): Promise<WebResponse> => {
  if (request.origin === "guest") return json(404, { Message: "Not Found" });
  await request.authenticate({ operationName: "GetCostReport", input: {}, maxBodyBytes: 0 });
  const query = new URLSearchParams(request.query);
  const today = utcDay(nowMs());
  const fromDay = query.get("from") ?? `${today.slice(0, 7)}-01`;
  const toDay = query.get("to") ?? today;
  if (!DAY.test(fromDay) || !DAY.test(toDay)) return json(400, { Message: "Days have the form YYYY-MM-DD." });
  if (fromDay > toDay) return json(400, { Message: `The first day, ${fromDay}, is after the last, ${toDay}.` });
  return json(200, await report({ fromDay, toDay }));
};

const json = (status: number, body: object): WebResponse => ({
  status,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
