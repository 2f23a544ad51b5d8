import type { Runtime } from "@aws-sdk/client-lambda";

/** A function to measure. */
export interface Sample {
  readonly name: string;
  readonly runtime: Runtime;
  /** Its code as an archive. */
  zip(): Promise<Buffer>;
}
