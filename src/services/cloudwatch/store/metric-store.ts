import type { SqlRow, SqlSession } from "../../../storage/contract.ts";
import type { Metric, MetricDimension, MetricUnit } from "../contract.ts";
import type { DataPoint, DataPointSlot } from "../model/data-point.ts";
import { Distribution, type DistributionState } from "../model/distribution.ts";
import type { CloudwatchDatabase } from "./schema.ts";

interface MetricRow extends SqlRow {
  readonly namespace: string;
  readonly metric_name: string;
  readonly dimensions: string;
}

interface DataPointRow extends SqlRow {
  readonly metric_id: string;
  readonly starts_at_ms: number;
  readonly resolution_seconds: number;
  readonly unit: string;
  readonly sample_count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly coarseness: number;
  readonly entries: string;
}

type DataPointKey = Omit<DataPoint, "values"> & { readonly metricId: string };

/** Metrics and their data points. */
export class MetricStore {
  readonly #database: CloudwatchDatabase;

  constructor(database: CloudwatchDatabase) {
    this.#database = database;
  }

  async metricIds(): Promise<readonly string[]> {
    const rows = await this.#database.all<{ metric_id: string }>("SELECT metric_id FROM cloudwatch_metrics");
    return rows.map((row) => row.metric_id);
  }

  /** Adds values to what is stored of the same time. */
  async add(slots: readonly DataPointSlot[]): Promise<void> {
    await this.#database.transaction(async (session) => {
      for (const slot of slots) {
        await touchMetric(session, slot);
        await mergeDataPoint(session, slot, slot.distribution.state);
      }
    });
  }

  /** All metrics that fit, in the order of their names. */
  async list(filter: {
    readonly namespace?: string | undefined;
    readonly metricName?: string | undefined;
    readonly activeSinceMs: number;
  }): Promise<readonly Metric[]> {
    const rows = await this.#database.all<MetricRow>(
      `SELECT namespace, metric_name, dimensions FROM cloudwatch_metrics
       WHERE last_at_ms >= ? AND (? IS NULL OR namespace = ?) AND (? IS NULL OR metric_name = ?)
       ORDER BY namespace, metric_name, dimensions`,
      filter.activeSinceMs,
      filter.namespace ?? null,
      filter.namespace ?? null,
      filter.metricName ?? null,
      filter.metricName ?? null,
    );
    return rows.map((row) => ({
      namespace: row.namespace,
      metricName: row.metric_name,
      dimensions: JSON.parse(row.dimensions) as MetricDimension[],
    }));
  }

  /** Data points that begin in the time from `startMs` to before `endMs`, the oldest first. */
  async read(
    metricId: string,
    range: { readonly startMs: number; readonly endMs: number; readonly unit?: MetricUnit | undefined },
  ): Promise<readonly DataPoint[]> {
    const rows = await this.#database.all<DataPointRow>(
      `SELECT * FROM cloudwatch_data_points
       WHERE metric_id = ? AND starts_at_ms >= ? AND starts_at_ms < ? AND (? IS NULL OR unit = ?)
       ORDER BY starts_at_ms`,
      metricId,
      range.startMs,
      range.endMs,
      range.unit ?? null,
      range.unit ?? null,
    );
    return rows.map(toDataPoint);
  }

  /**
   * Joins data points of one resolution that begin before a moment into coarser ones.
   * @returns how many were joined, at most `limit`: call again until it is fewer
   */
  async join(options: {
    readonly resolutionSeconds: number;
    readonly beforeMs: number;
    readonly into: number;
    readonly limit: number;
  }): Promise<number> {
    const { resolutionSeconds, beforeMs, into, limit } = options;
    return this.#database.transaction(async (session) => {
      const rows = await session.all<DataPointRow>(
        "SELECT * FROM cloudwatch_data_points WHERE resolution_seconds = ? AND starts_at_ms < ? LIMIT ?",
        resolutionSeconds,
        beforeMs,
        limit,
      );
      for (const row of rows) {
        const { values, ...point } = toDataPoint(row);
        const key = { ...point, metricId: row.metric_id };
        await removeDataPoint(session, key);
        const startsAtMs = row.starts_at_ms - (row.starts_at_ms % (into * 1_000));
        await mergeDataPoint(session, { ...key, startsAtMs, resolutionSeconds: into }, values);
      }
      return rows.length;
    });
  }

  async removeDataPoints(resolutionSeconds: number, beforeMs: number): Promise<void> {
    const sql = "DELETE FROM cloudwatch_data_points WHERE resolution_seconds = ? AND starts_at_ms < ?";
    await this.#database.run(sql, resolutionSeconds, beforeMs);
  }

  /** @returns the ids of metrics that had no value since a moment, and are gone now */
  async removeMetrics(beforeMs: number): Promise<readonly string[]> {
    const sql = "DELETE FROM cloudwatch_metrics WHERE last_at_ms < ? RETURNING metric_id";
    const rows = await this.#database.all<{ metric_id: string }>(sql, beforeMs);
    return rows.map((row) => row.metric_id);
  }
}

const touchMetric = async (session: SqlSession, { metricId, metric, startsAtMs }: DataPointSlot): Promise<void> => {
  await session.run(
    `INSERT INTO cloudwatch_metrics (metric_id, namespace, metric_name, dimensions, last_at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (metric_id) DO UPDATE SET last_at_ms = excluded.last_at_ms
       WHERE excluded.last_at_ms > cloudwatch_metrics.last_at_ms`,
    metricId,
    metric.namespace,
    metric.metricName,
    JSON.stringify(metric.dimensions),
    startsAtMs,
  );
};

const mergeDataPoint = async (session: SqlSession, key: DataPointKey, values: DistributionState): Promise<void> => {
  const row = await session.get<DataPointRow>(
    `SELECT * FROM cloudwatch_data_points
     WHERE metric_id = ? AND starts_at_ms = ? AND resolution_seconds = ? AND unit = ?`,
    ...keyColumns(key),
  );
  const joined = Distribution.from(values);
  if (row !== undefined) joined.merge(toDataPoint(row).values);
  const { sampleCount, sum, minimum, maximum, coarseness, entries } = joined.state;
  await session.run(
    `INSERT INTO cloudwatch_data_points (metric_id, starts_at_ms, resolution_seconds, unit,
       sample_count, sum, minimum, maximum, coarseness, entries)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (metric_id, starts_at_ms, resolution_seconds, unit) DO UPDATE SET
       sample_count = excluded.sample_count, sum = excluded.sum, minimum = excluded.minimum,
       maximum = excluded.maximum, coarseness = excluded.coarseness, entries = excluded.entries`,
    ...keyColumns(key),
    sampleCount,
    sum,
    minimum,
    maximum,
    coarseness,
    JSON.stringify(entries),
  );
};

const removeDataPoint = async (session: SqlSession, key: DataPointKey): Promise<void> => {
  await session.run(
    `DELETE FROM cloudwatch_data_points
     WHERE metric_id = ? AND starts_at_ms = ? AND resolution_seconds = ? AND unit = ?`,
    ...keyColumns(key),
  );
};

const keyColumns = ({ metricId, startsAtMs, resolutionSeconds, unit }: DataPointKey) =>
  [metricId, startsAtMs, resolutionSeconds, unit] as const;

const toDataPoint = (row: DataPointRow): DataPoint => ({
  unit: row.unit,
  startsAtMs: row.starts_at_ms,
  resolutionSeconds: row.resolution_seconds,
  values: {
    sampleCount: row.sample_count,
    sum: row.sum,
    minimum: row.minimum,
    maximum: row.maximum,
    coarseness: row.coarseness,
    entries: JSON.parse(row.entries) as [number, number][],
  },
});
