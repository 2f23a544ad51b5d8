import type { AlarmRule, JudgedPeriod } from "./judge-alarm.ts";

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: "greater than the threshold",
  GreaterThanOrEqualToThreshold: "greater than or equal to the threshold",
  LessThanThreshold: "less than the threshold",
  LessThanOrEqualToThreshold: "less than or equal to the threshold",
};

/** Why an alarm is in its state, as AWS tells it: `Threshold Crossed: 1 out of the last 1 datapoints [5.0 (…)] was …`. */
export const alarmReason = (
  value: "OK" | "ALARM" | "INSUFFICIENT_DATA",
  judged: readonly JudgedPeriod[],
  rule: AlarmRule,
): string => {
  const missing = rule.evaluationPeriods - judged.length;
  if (value === "INSUFFICIENT_DATA" || judged.length === 0) {
    const unknown = `${missing} datapoint${missing === 1 ? " was" : "s were"} unknown`;
    return value === "INSUFFICIENT_DATA"
      ? `Insufficient Data: ${unknown}.`
      : `Threshold Crossed: no datapoints were received for ${missing} period${missing === 1 ? "" : "s"} and ` +
          `${missing} missing datapoint${missing === 1 ? " was" : "s were"} treated as ` +
          `[${value === "ALARM" ? "Breaching" : "NonBreaching"}].`;
  }
  const shown = judged
    .toReversed()
    .map((period) => `${decimal(period.value ?? NaN)} (${shortTime(period.startsAtMs)})`);
  const comparison = COMPARISONS[rule.comparisonOperator] ?? rule.comparisonOperator;
  const needed = value === "ALARM" ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const transition = value === "ALARM" ? "OK -> ALARM" : "ALARM -> OK";
  return (
    `Threshold Crossed: ${judged.length} out of the last ${rule.evaluationPeriods} datapoints [${shown.join(", ")}] ` +
    `${judged.length === 1 ? "was" : "were"} ${value === "ALARM" ? "" : "not "}${comparison} ` +
    `(${decimal(rule.threshold)}) (minimum ${needed} datapoint${needed === 1 ? "" : "s"} for ${transition} transition).`
  );
};

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `23/11/26 11:05:00`, as AWS writes it, in UTC. */
const shortTime = (timeMs: number): string => {
  const [date = "", time = ""] = new Date(timeMs).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
};
