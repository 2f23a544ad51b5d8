/** Source: the API reference of PutMetricData. */
const MAX_MAGNITUDE = 2 ** 360;

/** Whether a number can be the value of a metric. */
export const isMetricValue = (value: number): boolean => Math.abs(value) <= MAX_MAGNITUDE;
