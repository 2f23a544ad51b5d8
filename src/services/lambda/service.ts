import type { Account } from "../../aws/account.ts";
import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { deriveKey } from "../../base/sealer.ts";
import { TaskGroup } from "../../base/task-group.ts";
import { bindOperations } from "../../models/operation.ts";
import type { ScalableConcurrency } from "../application-autoscaling/contract.ts";
import type { RolePermissions } from "../iam/contract.ts";
import type { ObjectReader } from "../s3/contract.ts";
import {
  type AsyncInvokerOptions,
  createAsyncInvoker,
  type RunningAsyncInvoker,
} from "./async/create-async-invoker.ts";
import { DeliveryPermissions } from "./async/delivery-permissions.ts";
import { AsyncQueues } from "./control/async-queues.ts";
import { CodeCollector } from "./control/code/code-collector.ts";
import { CodeLocations, type StoredCode } from "./control/code/code-locations.ts";
import { type CodeBlobs, CodeUploads } from "./control/code/code-uploads.ts";
import { referencedCode } from "./control/code/referenced-code.ts";
import { storedCodeBytes } from "./control/code/stored-code-bytes.ts";
import type { UnpackedCode } from "./control/code/unpacked-code.ts";
import { FunctionDirectory } from "./control/function-directory.ts";
import { chooseVersionIfAny } from "./control/get-version.ts";
import type { LambdaDependencies } from "./control/operation.ts";
import { OPERATIONS } from "./control/operations/all.ts";
import { ProvisionedQualifiers } from "./control/provisioned-qualifiers.ts";
import { restoreReservations } from "./control/restore-reservations.ts";
import { ProvisionedScaling } from "./control/scalable-concurrency.ts";
import type { RuntimeCatalog } from "./control/runtime-catalog.ts";
import { snapStartNotices } from "./control/snap-start-notices.ts";
import { SnapshotKeeper } from "./control/snapshot-keeper.ts";
import { FunctionTransitions } from "./control/transitions.ts";
import { UNSUPPORTED } from "./control/unsupported.ts";
import type { FunctionInvoker } from "./invoke/contract.ts";
import { guardAgainstLoops } from "./invoke/loop-guard.ts";
import type { ProvisionedConcurrency } from "./invoke/provisioned-concurrency.ts";
import type { SnapshotObserver, VersionSnapshots } from "./invoke/snapshots/contract.ts";
import type { EnvironmentCipher } from "./model/environment-cipher.ts";
import type { RandomSource } from "./model/function-alias.ts";
import { LATEST } from "./model/function-reference.ts";
import type { LambdaStore } from "./store/lambda-store.ts";
import type { UrlObserver } from "./urls/contract.ts";
import { FunctionUrls } from "./urls/function-urls.ts";

export interface LambdaServiceOptions {
  readonly account: Account;
  readonly store: LambdaStore;
  readonly blobs: CodeBlobs & StoredCode;
  /** Where code is read from that was uploaded to a bucket. */
  readonly objects: ObjectReader;
  /** Also given to the invoker, as its CodeDirectories. */
  readonly unpackedCode: UnpackedCode;
  readonly invoker: FunctionInvoker;
  /** The invoker, again: keeps environments ready for versions and aliases. */
  readonly provisioning: ProvisionedConcurrency;
  /** The invoker's, too. */
  readonly snapshots: VersionSnapshots;
  readonly snapshotObserver: SnapshotObserver;
  readonly runtimes: RuntimeCatalog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly asyncInvocation: Pick<AsyncInvokerOptions, "objects" | "external" | "observer" | "limits">;
  /** Of execution roles, in whose name targets of asynchronous events are told. */
  readonly rolePermissions: RolePermissions;
  /** How many invocations the account may run at a time; shown by GetAccountSettings, held by the invoker. */
  readonly concurrentExecutions: number;
  readonly urlObserver: UrlObserver;
  /** Below which the host names of function URLs lie. */
  readonly urlDomain: string;
  /** Bandwidth of a streamed response after its first 6 MiB; 0 for no limit. */
  readonly streamBytesPerSecond: number;
  /** Spreads invocations over the versions of an alias. */
  readonly random: RandomSource;
  /** Download links are signed by a key derived from it. */
  readonly masterKey: Uint8Array;
  /** Also given to the store. */
  readonly environmentCipher: EnvironmentCipher;
}

export interface LambdaService extends AsyncDisposable {
  readonly service: Service;
  /** Hashes of all blobs that must not be collected. */
  readonly referencedBlobs: () => Promise<Iterable<string>>;
  /**
   * Takes up what a killed server left half done, and begins to remove unpacked code that nobody refers to. To be
   * called once, before the first request; both go on in the background. So does the queue of asynchronous events.
   */
  recover(): Promise<void>;
  /** What the operator should know of the functions that there are. */
  notices(): Promise<readonly string[]>;
  /** What Application Auto Scaling scales. */
  readonly scalableConcurrency: ScalableConcurrency;
  /** The queue of asynchronous events, for whoever looks at it; to be drained before the service is disposed of. */
  readonly asyncInvoker: RunningAsyncInvoker;
}

/** Joins the parts of Lambda's control plane. Disposing it ends its background work; the invoker is not its own. */
export const createLambdaService = (options: LambdaServiceOptions): LambdaService => {
  const { store, blobs, unpackedCode, runtimes, clock, logger, concurrentExecutions, random } = options;
  const tasks = new TaskGroup((error) => logger.error({ err: error }, "background work of Lambda failed"));
  const directory = new FunctionDirectory(store);
  const invoker = guardInvoker(options);
  const deliveryPermissions = new DeliveryPermissions(options.rolePermissions, store.records, options.account);
  const asyncInvoker = createAsyncInvoker({
    ...options.asyncInvocation,
    permissions: deliveryPermissions,
    account: options.account,
    store: store.asyncEvents,
    records: store.records,
    invoker,
    versions: { choose: (reference) => chooseVersionIfAny(reference, directory, random) },
    clock,
    logger,
    tasks,
  });
  const provisioned = new ProvisionedQualifiers(store, directory, options.provisioning);
  const locations = new CodeLocations(deriveKey(options.masterKey, "lambda code location"), blobs, clock);
  const storedBytes = () => storedCodeBytes(store);
  const snapshots = new SnapshotKeeper({ ...options, directory, invoker, tasks });
  const transitions = new FunctionTransitions({
    store,
    directory,
    codeDirectories: unpackedCode,
    runtimes,
    invoker,
    provisioned,
    snapshots,
    tasks,
    clock,
    logger,
  });
  const uploads = new CodeUploads({ unpacked: unpackedCode, blobs, objects: options.objects, storedBytes });
  const collector = new CodeCollector({
    code: { referencedCode: () => referencedCode(store, clock) },
    unpackedCode,
    clock,
    logger,
  });
  // An environment holds in clear what was sealed: it ends with its key. The next invocation is told why.
  options.environmentCipher.onKeyStateChange((keyId) => {
    const isLocked = snapshots.lock(keyId);
    const affected = directory.reload(
      (version) => version.settings.sealedEnvironment?.keyId === keyId || isLocked(version),
    );
    for (const { functionName, version } of affected) {
      tasks.run(async () => {
        await invoker.retire(functionName, version);
        await provisioned.refresh(functionName);
      });
    }
  });
  const dependencies: LambdaDependencies = {
    store,
    directory,
    transitions,
    snapshots,
    uploads,
    codeSizes: unpackedCode,
    locations,
    environmentCipher: options.environmentCipher,
    invoker,
    provisioned,
    asyncInvoker,
    rolePermissions: options.rolePermissions,
    deliveryPermissions,
    runtimes,
    clock,
    logger,
    concurrentExecutions,
    urlDomain: options.urlDomain,
    streamBytesPerSecond: options.streamBytesPerSecond,
    random,
  };
  return {
    service: {
      id: "lambda",
      operations: bindOperations(OPERATIONS, dependencies),
      unsupported: UNSUPPORTED,
      routes: [locations.route],
      webRoutes: [
        new FunctionUrls({
          ...dependencies,
          records: store.records,
          account: options.account,
          observer: options.urlObserver,
        }),
        new AsyncQueues({ ...dependencies, account: options.account }),
      ],
    },
    referencedBlobs: () => referencedCode(store, clock),
    recover: async () => {
      await restoreReservations(store, invoker);
      await provisioned.restore();
      await transitions.recover();
      snapshots.recover();
      await asyncInvoker.start();
      tasks.run((signal) => collector.run(signal));
    },
    notices: () => snapStartNotices(store.versions, snapshots),
    scalableConcurrency: new ProvisionedScaling(dependencies, options.account),
    asyncInvoker,
    [Symbol.asyncDispose]: () => tasks[Symbol.asyncDispose](),
  };
};

/** Whoever invokes a function for others goes through this. */
const guardInvoker = ({ invoker, store, asyncInvocation: { observer } }: LambdaServiceOptions): FunctionInvoker =>
  guardAgainstLoops(invoker, {
    allowsLoops: async (functionName) => {
      const config = await store.records.recursion.find({ functionName, qualifier: LATEST });
      return config?.recursiveLoop === "Allow";
    },
    onLoop: ({ functionVersion: { functionName }, invokedFunctionArn }) =>
      observer.onRecursiveInvocation({ functionName, qualifier: invokedFunctionArn.split(":")[7] }),
  });
