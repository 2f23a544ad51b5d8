import type { Database } from "../../../storage/contract.ts";
import type { CapacityProvider } from "../model/capacity-provider.ts";
import type { CodeSigningAttachment, SigningConfig } from "../model/code-signing-config.ts";
import type { ConcurrencyRecord } from "../model/concurrency.ts";
import type { EventInvokeConfig } from "../model/event-invoke-config.ts";
import type { UrlConfig } from "../model/function-url-config.ts";
import type { ResourcePolicy } from "../model/resource-policy.ts";
import type { RecursionConfig, RuntimeManagement } from "../model/runtime-management.ts";
import type { ScalingConfig } from "../model/scaling-config.ts";
import { EventSourceMappingStore } from "./event-source-mapping-store.ts";
import { FunctionRecordStore } from "./function-record-store.ts";
import { TaggedStore } from "./tagged-store.ts";

/** What is set beside functions, one store for each kind of record. */
export interface LambdaRecords {
  readonly policies: FunctionRecordStore<ResourcePolicy>;
  /** Reserved concurrency on `$LATEST`, which stands for the function; provisioned on versions and aliases. */
  readonly concurrency: FunctionRecordStore<ConcurrencyRecord>;
  readonly eventInvokeConfigs: FunctionRecordStore<EventInvokeConfig>;
  /** To be looked up by URL id. */
  readonly urlConfigs: FunctionRecordStore<UrlConfig>;
  /** To be looked up by the ARN of the configuration. */
  readonly codeSigning: FunctionRecordStore<CodeSigningAttachment>;
  readonly runtimeManagement: FunctionRecordStore<RuntimeManagement>;
  readonly recursion: FunctionRecordStore<RecursionConfig>;
  readonly scaling: FunctionRecordStore<ScalingConfig>;
  readonly codeSigningConfigs: TaggedStore<SigningConfig>;
  readonly capacityProviders: TaggedStore<CapacityProvider>;
  readonly eventSourceMappings: EventSourceMappingStore;
}

export const openLambdaRecords = (database: Database): LambdaRecords => ({
  policies: new FunctionRecordStore(database, "policy"),
  concurrency: new FunctionRecordStore(database, "concurrency"),
  eventInvokeConfigs: new FunctionRecordStore(database, "event-invoke-config"),
  urlConfigs: new FunctionRecordStore(database, "url-config", ({ urlId }) => urlId),
  codeSigning: new FunctionRecordStore(database, "code-signing", ({ codeSigningConfigArn }) => codeSigningConfigArn),
  runtimeManagement: new FunctionRecordStore(database, "runtime-management"),
  recursion: new FunctionRecordStore(database, "recursion"),
  scaling: new FunctionRecordStore(database, "scaling"),
  codeSigningConfigs: new TaggedStore(database, "code_signing_configs"),
  capacityProviders: new TaggedStore(database, "capacity_providers"),
  eventSourceMappings: new EventSourceMappingStore(database),
});
