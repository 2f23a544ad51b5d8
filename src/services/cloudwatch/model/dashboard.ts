import type { DashboardValidationMessage } from "../../../models/generated/cloudwatch.ts";

/** A dashboard as the store keeps it. */
export interface Dashboard {
  readonly dashboardName: string;
  /** JSON text as it was given. */
  readonly body: string;
  readonly lastModifiedMs: number;
}

/** What a list says of a dashboard. */
export type DashboardSummary = Omit<Dashboard, "body"> & { readonly sizeBytes: number };

/** Source: the API reference of PutDashboard. */
const MAX_DASHBOARD_WIDGETS = 500;
const WIDGET_TYPES: ReadonlySet<unknown> = new Set(["metric", "text", "log", "alarm", "explorer", "custom"]);

/**
 * What is wrong with the body of a dashboard; nothing when it can be kept. AWS publishes the structure; the words of the
 * messages are our own.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const dashboardFaults = (body: string): readonly DashboardValidationMessage[] => {
  const dashboard = parsed(body);
  if (!isObject(dashboard)) return [fault("/", "The field DashboardBody must be a valid JSON object")];
  const { widgets } = dashboard;
  if (!Array.isArray(widgets)) return [fault("/widgets", "Should be an array of widgets")];
  if (widgets.length > MAX_DASHBOARD_WIDGETS) {
    return [fault("/widgets", `Should have ${MAX_DASHBOARD_WIDGETS} widgets at most`)];
  }
  return (widgets as readonly unknown[]).flatMap((widget, index) => widgetFaults(widget, `/widgets/${index}`));
};

const widgetFaults = (widget: unknown, path: string): readonly DashboardValidationMessage[] => {
  if (!isObject(widget)) return [fault(path, "Should be an object")];
  const faults = WIDGET_TYPES.has(widget["type"])
    ? []
    : [fault(`${path}/type`, `Should be one of ${[...WIDGET_TYPES].join(", ")}`)];
  return isObject(widget["properties"]) ? faults : [...faults, fault(`${path}/properties`, "Should be an object")];
};

const fault = (DataPath: string, Message: string): DashboardValidationMessage => ({ DataPath, Message });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
