/** What alarms have in common that go off when the metric `M` in the namespace `N` is above 3 for a minute. */
export const THRESHOLD_ALARM = {
  Namespace: "N",
  MetricName: "M",
  Statistic: "Average",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 3,
  ComparisonOperator: "GreaterThanThreshold",
} as const;
