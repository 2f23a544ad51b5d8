const NO_ANOMALIES = "There are no models of what is usual, so there are no anomalies.";
const NO_INSIGHT_RULES = "Contributor Insights rules are not evaluated.";
const NO_STREAMS = "Metrics are not streamed; GetMetricData and /metrics have them.";
const NO_MUTES = "Alarms have few actions here, and DisableAlarmActions stops them.";
const NO_OTEL = "Metrics are not enriched by OpenTelemetry attributes.";
const NO_DATASETS = "Metrics lie in the server's own database; there are no datasets with keys of their own.";

/** Modelled operations that are refused, and why, in words for the caller. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  AssociateDatasetKmsKey: NO_DATASETS,
  DeleteAlarmMuteRule: NO_MUTES,
  DeleteAnomalyDetector: NO_ANOMALIES,
  DeleteInsightRules: NO_INSIGHT_RULES,
  DeleteMetricStream: NO_STREAMS,
  DescribeAlarmContributors: "An alarm watches one time series, so it has no contributors.",
  DescribeAnomalyDetectors: NO_ANOMALIES,
  DescribeInsightRules: NO_INSIGHT_RULES,
  DisableInsightRules: NO_INSIGHT_RULES,
  DisassociateDatasetKmsKey: NO_DATASETS,
  EnableInsightRules: NO_INSIGHT_RULES,
  GetAlarmMuteRule: NO_MUTES,
  GetDataset: NO_DATASETS,
  GetInsightRuleReport: NO_INSIGHT_RULES,
  GetMetricStream: NO_STREAMS,
  GetMetricWidgetImage: "No images are drawn; GetMetricData has the values.",
  GetOTelEnrichment: NO_OTEL,
  ListAlarmMuteRules: NO_MUTES,
  ListManagedInsightRules: NO_INSIGHT_RULES,
  ListMetricStreams: NO_STREAMS,
  PutAlarmMuteRule: NO_MUTES,
  PutAnomalyDetector: NO_ANOMALIES,
  PutInsightRule: NO_INSIGHT_RULES,
  PutLogAlarm: "Alarms watch metrics; there are none that watch logs.",
  PutManagedInsightRules: NO_INSIGHT_RULES,
  PutMetricStream: NO_STREAMS,
  StartMetricStreams: NO_STREAMS,
  StartOTelEnrichment: NO_OTEL,
  StopMetricStreams: NO_STREAMS,
  StopOTelEnrichment: NO_OTEL,
};
