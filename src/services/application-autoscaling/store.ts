import type { Database, Migration, SqlRow, SqlSession } from "../../storage/contract.ts";
import type { ScalableTarget } from "./model/scalable-target.ts";
import type { ScalingActivity } from "./model/scaling-activity.ts";
import type { ScalingPolicy } from "./model/scaling-policy.ts";
import type { ScheduledAction } from "./model/scheduled-action.ts";

/** Rooms outside the store name the database by this type only. */
export type AutoscalingDatabase = Database;

const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-scalable-targets",
    sql: `
      CREATE TABLE autoscaling_targets (
        resource_id TEXT PRIMARY KEY,
        content TEXT NOT NULL
      );
      CREATE TABLE autoscaling_policies (
        resource_id TEXT NOT NULL REFERENCES autoscaling_targets (resource_id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (resource_id, name)
      );
      CREATE TABLE autoscaling_actions (
        resource_id TEXT NOT NULL REFERENCES autoscaling_targets (resource_id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        next_at_ms BIGINT,
        content TEXT NOT NULL,
        PRIMARY KEY (resource_id, name)
      );
      CREATE INDEX autoscaling_actions_by_time ON autoscaling_actions (next_at_ms);
      CREATE TABLE autoscaling_activities (
        activity_id TEXT PRIMARY KEY,
        started_at_ms BIGINT NOT NULL,
        content TEXT NOT NULL
      );
      CREATE INDEX autoscaling_activities_by_time ON autoscaling_activities (started_at_ms);`,
  },
];

/** Makes the new content from what there is. What it throws comes back, nothing changed. */
type Change<Content> = (current: Content | undefined) => Content;

/** Scalable targets and what hangs on them. Every change is durable when its promise resolves. */
export class AutoscalingStore {
  /** Told after an action was made, changed or scheduled anew: another one may be next. */
  onActionChanged: () => void = () => undefined;
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(database: AutoscalingDatabase): Promise<AutoscalingStore> {
    await database.migrate("application-autoscaling", MIGRATIONS);
    return new AutoscalingStore(database);
  }

  async findTarget(resourceId: string): Promise<ScalableTarget | undefined> {
    const row = await this.#database.get("SELECT content FROM autoscaling_targets WHERE resource_id = ?", resourceId);
    return row && (contentOf(row) as ScalableTarget);
  }

  /** By resource. */
  async targets(): Promise<readonly ScalableTarget[]> {
    return contentsOf(
      await this.#database.all("SELECT content FROM autoscaling_targets ORDER BY resource_id"),
    ) as readonly ScalableTarget[];
  }

  /** @param change makes the target from what there is of it; what it throws comes back, nothing changed */
  changeTarget(resourceId: string, change: Change<ScalableTarget>): Promise<ScalableTarget> {
    return this.#database.transaction(async (session) => {
      const row = await session.get("SELECT content FROM autoscaling_targets WHERE resource_id = ?", resourceId);
      const target = change(row && (contentOf(row) as ScalableTarget));
      await session.run(
        `INSERT INTO autoscaling_targets (resource_id, content) VALUES (?, ?)
         ON CONFLICT (resource_id) DO UPDATE SET content = excluded.content`,
        resourceId,
        JSON.stringify(target),
      );
      return target;
    });
  }

  /** With its policies and scheduled actions. @returns false when there is none */
  async deleteTarget(resourceId: string): Promise<boolean> {
    return (await this.#database.run("DELETE FROM autoscaling_targets WHERE resource_id = ?", resourceId)) > 0;
  }

  /** By resource and name. */
  async policies(): Promise<readonly ScalingPolicy[]> {
    return contentsOf(
      await this.#database.all("SELECT content FROM autoscaling_policies ORDER BY resource_id, name"),
    ) as readonly ScalingPolicy[];
  }

  /** @returns undefined when there is no such target */
  changePolicy(resourceId: string, name: string, change: Change<ScalingPolicy>): Promise<ScalingPolicy | undefined> {
    return this.#database.transaction(async (session) => {
      if (!(await targetExists(session, resourceId))) return undefined;
      const row = await session.get(
        "SELECT content FROM autoscaling_policies WHERE resource_id = ? AND name = ?",
        resourceId,
        name,
      );
      const policy = change(row && (contentOf(row) as ScalingPolicy));
      await session.run(
        `INSERT INTO autoscaling_policies (resource_id, name, content) VALUES (?, ?, ?)
         ON CONFLICT (resource_id, name) DO UPDATE SET content = excluded.content`,
        resourceId,
        name,
        JSON.stringify(policy),
      );
      return policy;
    });
  }

  /** @returns false when there is none */
  async deletePolicy(resourceId: string, name: string): Promise<boolean> {
    const sql = "DELETE FROM autoscaling_policies WHERE resource_id = ? AND name = ?";
    return (await this.#database.run(sql, resourceId, name)) > 0;
  }

  /** By resource and name. */
  async actions(): Promise<readonly ScheduledAction[]> {
    return contentsOf(
      await this.#database.all("SELECT content FROM autoscaling_actions ORDER BY resource_id, name"),
    ) as readonly ScheduledAction[];
  }

  /**
   * @param nextOf when the action is due for the first time, if ever
   * @returns undefined when there is no such target
   */
  async changeAction(
    resourceId: string,
    name: string,
    change: Change<ScheduledAction>,
    nextOf: (action: ScheduledAction) => number | undefined,
  ): Promise<ScheduledAction | undefined> {
    const changed = await this.#database.transaction(async (session) => {
      if (!(await targetExists(session, resourceId))) return undefined;
      const row = await session.get(
        "SELECT content FROM autoscaling_actions WHERE resource_id = ? AND name = ?",
        resourceId,
        name,
      );
      const action = change(row && (contentOf(row) as ScheduledAction));
      await session.run(
        `INSERT INTO autoscaling_actions (resource_id, name, next_at_ms, content) VALUES (?, ?, ?, ?)
         ON CONFLICT (resource_id, name) DO UPDATE SET next_at_ms = excluded.next_at_ms, content = excluded.content`,
        resourceId,
        name,
        nextOf(action) ?? null,
        JSON.stringify(action),
      );
      return action;
    });
    this.onActionChanged();
    return changed;
  }

  /** @returns false when there is none */
  async deleteAction(resourceId: string, name: string): Promise<boolean> {
    const sql = "DELETE FROM autoscaling_actions WHERE resource_id = ? AND name = ?";
    return (await this.#database.run(sql, resourceId, name)) > 0;
  }

  /** When the next one is due; undefined when none ever is. */
  async nextActionMs(): Promise<number | undefined> {
    const row = await this.#database.get("SELECT MIN(next_at_ms) AS next_at_ms FROM autoscaling_actions");
    const nextAtMs = row?.["next_at_ms"];
    return typeof nextAtMs === "number" ? nextAtMs : undefined;
  }

  /** Those whose time has come, the earliest first. */
  async dueActions(nowMs: number): Promise<readonly ScheduledAction[]> {
    return contentsOf(
      await this.#database.all(
        "SELECT content FROM autoscaling_actions WHERE next_at_ms <= ? ORDER BY next_at_ms",
        nowMs,
      ),
    ) as readonly ScheduledAction[];
  }

  /** @param nextAtMs undefined: never again */
  async scheduleAction({ resourceId, name }: ScheduledAction, nextAtMs: number | undefined): Promise<void> {
    await this.#database.run(
      "UPDATE autoscaling_actions SET next_at_ms = ? WHERE resource_id = ? AND name = ?",
      nextAtMs ?? null,
      resourceId,
      name,
    );
  }

  async addActivity(activity: ScalingActivity): Promise<void> {
    await this.#database.run(
      "INSERT INTO autoscaling_activities (activity_id, started_at_ms, content) VALUES (?, ?, ?)",
      activity.activityId,
      activity.startedAtMs,
      JSON.stringify(activity),
    );
  }

  /** The latest first. */
  async activities(): Promise<readonly ScalingActivity[]> {
    return contentsOf(
      await this.#database.all("SELECT content FROM autoscaling_activities ORDER BY started_at_ms DESC, activity_id"),
    ) as readonly ScalingActivity[];
  }

  async deleteActivitiesBefore(startedAtMs: number): Promise<void> {
    await this.#database.run("DELETE FROM autoscaling_activities WHERE started_at_ms < ?", startedAtMs);
  }
}

const targetExists = async (session: SqlSession, resourceId: string): Promise<boolean> =>
  (await session.get("SELECT 1 AS found FROM autoscaling_targets WHERE resource_id = ?", resourceId)) !== undefined;

/** Rows are written by this file alone, so their JSON is what it was given. */
const contentOf = (row: SqlRow): unknown => JSON.parse(String(row["content"]));

const contentsOf = (rows: readonly SqlRow[]): unknown => rows.map(contentOf);
