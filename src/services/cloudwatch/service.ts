import type { Account } from "../../aws/account.ts";
import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { TaskGroup } from "../../base/task-group.ts";
import { bindOperations } from "../../models/operation.ts";
import { AlarmActions } from "./alarms/alarm-actions.ts";
import { AlarmKeeper } from "./alarms/alarm-keeper.ts";
import { AlarmStates } from "./alarms/alarm-states.ts";
import { OwnedAlarms } from "./alarms/owned-alarms.ts";
import type { ActionPorts, MetricWriter, ServiceAlarms } from "./contract.ts";
import { MetricBuffer } from "./metric-buffer.ts";
import { MetricReader } from "./metric-reader.ts";
import { OPERATIONS } from "./operations/all.ts";
import { applyRetention } from "./retention.ts";
import { openCloudwatchStore } from "./store/cloudwatch-store.ts";
import type { CloudwatchDatabase } from "./store/schema.ts";
import { UNSUPPORTED } from "./unsupported.ts";

const RETENTION_EVERY_MS = 60 * 60 * 1_000;

/** Amazon CloudWatch: metrics, and alarms on them. */
export interface CloudwatchService extends AsyncDisposable {
  readonly service: Service;
  readonly metricWriter: MetricWriter;
  /** @param owner what the alarms are stored under */
  alarmsOf(owner: string): ServiceAlarms;
  /** Begins to look after alarms, in the background. To be called once what they act on is there. */
  start(): void;
}

export const createCloudwatchService = async (parts: {
  readonly database: CloudwatchDatabase;
  readonly account: Account;
  /** Told when an alarm that names them changes its state. */
  readonly actions: ActionPorts;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<CloudwatchService> => {
  const { account, clock, logger } = parts;
  await using cleanup = new AsyncDisposableStack();
  const { metrics, alarms, alarmActions, dashboards } = await openCloudwatchStore(parts.database);
  const buffer = cleanup.use(new MetricBuffer({ store: metrics, known: await metrics.metricIds(), clock, logger }));
  const reader = new MetricReader(metrics, buffer);
  const background = cleanup.use(
    new TaskGroup((error) => logger.error({ err: error }, "background work of CloudWatch failed")),
  );
  const ports = parts.actions;
  const actions = new AlarmActions({ store: alarmActions, ports, account, clock, logger, tasks: background });
  const alarmStates = new AlarmStates({ store: alarms, account, actions, clock, logger });
  const alarmKeeper = new AlarmKeeper({ store: alarms, reader, states: alarmStates, clock, logger });
  background.run(async (signal) => {
    for (;;) {
      await applyRetention({ metrics, alarms, buffer, nowMs: clock.nowMs(), signal }).catch((error: unknown) =>
        logger.error({ err: error }, "removing old metrics failed; it is tried again in an hour"),
      );
      await clock.delay(RETENTION_EVERY_MS, { signal });
    }
  });
  const owned = cleanup.move();
  return {
    service: {
      id: "cloudwatch",
      operations: bindOperations(OPERATIONS, { metrics, buffer, reader, alarms, dashboards, alarmStates, clock }),
      unsupported: UNSUPPORTED,
    },
    metricWriter: buffer,
    alarmsOf: (owner) => new OwnedAlarms({ owner, store: alarms, states: alarmStates, clock }),
    start: () => {
      background.run((signal) => alarmKeeper.run(signal));
      background.run((signal) => actions.run(signal));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
};
