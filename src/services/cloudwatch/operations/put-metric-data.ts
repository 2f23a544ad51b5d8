import { invalidParameter, invalidValue, missingParameter, tooManyMetrics } from "../exceptions.ts";
import { parseMetricDatum } from "../model/check-metric-datum.ts";
import { isReservedNamespace } from "../model/reserved-namespace.ts";
import { operation } from "../operation.ts";

/** Source: the API reference of PutMetricData. */
const MAX_DATA = 1_000;

/**
 * What was acknowledged is stored. Entities are accepted and not kept: nothing asks for them here.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const putMetricData = operation("PutMetricData", async (input, { buffer, clock }) => {
  const { Namespace, MetricData = [], EntityMetricData = [] } = input;
  if (isReservedNamespace(Namespace)) throw invalidValue(Namespace, "Namespace");
  const data = [
    ...MetricData.map((datum, index) => ({ datum, at: `MetricData.member.${index + 1}` })),
    ...EntityMetricData.flatMap(({ MetricData: ofEntity = [] }, entity) =>
      ofEntity.map((datum, index) => ({
        datum,
        at: `EntityMetricData.member.${entity + 1}.MetricData.member.${index + 1}`,
      })),
    ),
  ];
  if (data.length === 0) throw missingParameter("MetricData");
  if (data.length > MAX_DATA) {
    throw invalidParameter(`The collection MetricData must not have a size greater than ${MAX_DATA}.`);
  }
  const nowMs = clock.nowMs();
  if (!buffer.add(data.map(({ datum, at }) => parseMetricDatum(Namespace, datum, at, nowMs)))) {
    throw tooManyMetrics(buffer.maxMetrics);
  }
  await buffer.flush();
});
