/** The registry: every AWS service this server plays, and who is given what. To add one is to add a line here. */
import type { Socket } from "node:net";
import type { Account } from "../aws/account.ts";
import type { AccessKeys, AccessKeyUse } from "../aws/principal.ts";
import type { Service } from "../aws/service.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { AdminCredentials } from "../base/server-record.ts";
import { TaskGroup } from "../base/task-group.ts";
import type { RequestCounters } from "../gateway/request-metrics.ts";
import type { ServedService } from "../gateway/served-service.ts";
import { loadModel } from "../models/load-model.ts";
import { createProtocols } from "../protocol/create-protocols.ts";
import type { Runtimes } from "../runtimes/contract.ts";
import { createAutoscalingService } from "../services/application-autoscaling/service.ts";
import type { ActionPorts } from "../services/cloudwatch/contract.ts";
import { createCloudwatchService } from "../services/cloudwatch/service.ts";
import { createIamService } from "../services/iam/service.ts";
import { createKmsService } from "../services/kms/service.ts";
import { openUnpackedCode } from "../services/lambda/control/code/unpacked-code.ts";
import { KmsEnvironmentCipher } from "../services/lambda/control/environment/kms-environment-cipher.ts";
import { KmsFunctionDataKeys } from "../services/lambda/control/environment/kms-function-data-keys.ts";
import { createFunctionInvoker } from "../services/lambda/invoke/function-invoker.ts";
import { SnapshotStore } from "../services/lambda/invoke/snapshots/snapshot-store.ts";
import { createLambdaService } from "../services/lambda/service.ts";
import { openLambdaStore } from "../services/lambda/store/lambda-store.ts";
import { createLogsService } from "../services/logs/service.ts";
import { RemoteObjectReader } from "../services/s3/remote-object-reader.ts";
import { createS3Service } from "../services/s3/service.ts";
import { createStsService } from "../services/sts/service.ts";
import { BlobCollector } from "../storage/blob-collector.ts";
import type { BlobStore, Database } from "../storage/contract.ts";
import type { Config } from "./config.ts";
import { environmentsMemoryMiB } from "./environments-memory.ts";
import { createExternalTargets } from "./external-targets.ts";
import type { HomePaths } from "./home.ts";
import { invokeForAlarms } from "./invoke-for-alarms.ts";
import { openObservation } from "./observation.ts";
import type { Host } from "./open-host.ts";
import { publishForAlarms } from "./publish-for-alarms.ts";
import { SignedRemoteBuckets } from "./remote-buckets.ts";
import { runtimeCatalog } from "./runtime-catalog.ts";

export interface ServiceParts {
  readonly config: Config;
  readonly paths: HomePaths;
  readonly account: Account;
  readonly masterKey: Uint8Array;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly runtimes: Runtimes;
  readonly host: Host;
  /** Also given to the gateway, which counts. */
  readonly requests: RequestCounters;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Serves a connection that code in a sandbox made to the API. */
  readonly acceptGuestConnection: (socket: Socket) => void;
}

export interface Services extends AsyncDisposable {
  readonly served: readonly ServedService[];
  readonly accessKeys: AccessKeys;
  readonly accessKeyUse: AccessKeyUse;
  readonly rootAccessKey: AdminCredentials;
  /** Where the API is found inside sandboxes, too. To be called once it is known, before the first invocation. */
  setApiPort(port: number): void;
  /** Finishes what a killed server left half done. To be awaited before the first request. */
  recover(): Promise<void>;
  /** What the operator should know of what is there. */
  notices(): Promise<readonly string[]>;
  /** Begins no more asynchronous invocations, and waits for those that run until the signal is aborted. */
  drain(signal: AbortSignal): Promise<void>;
}

/** Opens every service; disposing closes them in reverse. */
export const openServices = async (parts: ServiceParts): Promise<Services> => {
  const { config, paths, account, masterKey, database, blobs, clock, logger } = parts;
  await using cleanup = new AsyncDisposableStack();
  const iam = cleanup.use(await createIamService({ database, masterKey, account, clock, logger }));
  const sts = createStsService({ masterKey, roles: iam.roles, longTermKeys: iam.accessKeys, clock });
  const logs = cleanup.use(await createLogsService({ directory: paths.logs, database, account, clock, logger }));
  const kms = cleanup.use(await createKmsService({ database, masterKey, account, clock, logger }));
  const external = createExternalTargets({ config, account, clock });
  // What is opened later is there long before alarms begin to act.
  const actions: ActionPorts = {
    invokeFunction: invokeForAlarms(() => lambda.service, account),
    publishToTopic: publishForAlarms(external),
    triggerScalingPolicy: (policyArn, alarmName) => autoscaling.triggerScalingPolicy(policyArn, alarmName),
  };
  const cloudwatch = cleanup.use(await createCloudwatchService({ database, account, actions, clock, logger }));
  const metrics = cloudwatch.metricWriter;
  const snapshotStore = await SnapshotStore.open(paths.snapshots);
  const observation = cleanup.use(await openObservation({ ...parts, metrics, snapshotStore, logs: logs.logWriter }));
  const s3 = await createS3Service({ database, blobs, clock });
  const remoteBuckets = config.s3Endpoint === "" ? undefined : new SignedRemoteBuckets(config, parts);
  const unpackedCode = await openUnpackedCode({ directory: paths.code, archives: blobs });
  const environmentCipher = new KmsEnvironmentCipher(kms.dataKeys, account);
  const store = await openLambdaStore(database, environmentCipher);
  const api = { port: 0, onConnection: parts.acceptGuestConnection };
  const invoker = cleanup.use(
    createFunctionInvoker({
      sandboxes: parts.host.sandboxes,
      runtimes: parts.runtimes,
      codeDirectories: unpackedCode,
      derivedCode: unpackedCode.derived,
      credentials: sts.credentialIssuer,
      logs: observation.logs,
      observer: observation.invocations,
      account,
      clock,
      logger,
      api,
      egress: config.egress,
      snapshots: { store: snapshotStore, keys: new KmsFunctionDataKeys(kms.dataKeys, account) },
      limits: {
        concurrentExecutions: config.concurrency,
        invocationRate: config.invocationRate,
        environmentsPer10Seconds: config.scalingRate,
        memoryMiB: config.memoryMiB || environmentsMemoryMiB(),
        idleMs: config.idleSeconds * 1e3,
        preparedSandboxes: config.preparedSandboxes,
      },
    }),
  );
  const runtimes = runtimeCatalog(parts.runtimes, logger);
  const lambda = cleanup.use(
    createLambdaService({
      account,
      store,
      blobs,
      objects: remoteBuckets === undefined ? s3.objectReader : new RemoteObjectReader(remoteBuckets),
      unpackedCode,
      invoker: observation.around(invoker),
      provisioning: invoker,
      snapshots: invoker.snapshots,
      snapshotObserver: observation.snapshots,
      runtimes,
      clock,
      logger,
      masterKey,
      environmentCipher,
      asyncInvocation: {
        objects: s3.objectWriter,
        external,
        observer: observation.events,
        limits: { perFunction: config.asyncConcurrency, total: config.concurrency },
      },
      rolePermissions: iam.rolePermissions,
      concurrentExecutions: config.concurrency,
      urlObserver: observation.urls,
      urlDomain: config.urlDomain,
      streamBytesPerSecond: config.streamMiBPerSecond * 1_048_576,
      random: Math.random,
    }),
  );
  const { scalableConcurrency: concurrency } = lambda;
  const autoscaling = cleanup.use(
    await createAutoscalingService({
      database,
      concurrency,
      alarms: cloudwatch.alarmsOf("application-autoscaling"),
      account,
      trackEveryMs: config.scalingPeriodSeconds * 1e3,
      clock,
      logger,
    }),
  );
  const sources = [s3.referencedBlobs, lambda.referencedBlobs];
  const collector = new BlobCollector({ blobs, sources, clock, logger });
  const background = cleanup.use(new TaskGroup((error) => logger.error({ err: error }, "collecting blobs failed")));
  // After the routes of function URLs: behind their hosts, every path is the function's.
  const functions = { ...lambda.service, webRoutes: [...(lambda.service.webRoutes ?? []), ...observation.webRoutes] };
  const handedOver = cleanup.move();
  return {
    served: [functions, ...[iam, sts, logs, kms, s3, cloudwatch, autoscaling].map(({ service }) => service)].map(serve),
    accessKeys: sts.accessKeys,
    accessKeyUse: iam.accessKeyUse,
    rootAccessKey: iam.rootAccessKey,
    setApiPort: (port) => void (api.port = port),
    recover: async () => {
      await lambda.recover();
      autoscaling.start();
      cloudwatch.start();
      background.run((signal) => collector.run(signal));
    },
    notices: () => lambda.notices(),
    drain: (signal) => lambda.asyncInvoker.drain(signal),
    [Symbol.asyncDispose]: () => handedOver.disposeAsync(),
  };
};

const serve = (service: Service): ServedService => {
  const model = loadModel(service.id);
  return { service, model, protocols: createProtocols(model) };
};
