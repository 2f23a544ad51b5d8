/** What `GET /_lambkin/cost` answers, as far as the commands read it. */
export interface CostReport {
  readonly currency: string;
  readonly accountId: string;
  readonly region: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly lines: readonly CostLine[];
  readonly memoryAdvice: readonly MemoryAdvice[];
  readonly budget?: { readonly month: string; readonly limit: number; readonly spent: number };
}

export interface CostLine {
  readonly usage: {
    readonly day: string;
    readonly functionName: string;
    readonly version: string;
    readonly architecture: string;
    readonly memoryMiB: number;
    readonly invocations: number;
    readonly errors: number;
    readonly coldStarts: number;
    readonly billedMs: number;
    readonly provisionedMs: number;
  };
  readonly charges: readonly Charge[];
  readonly cost: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Charge {
  readonly kind: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: number;
  readonly cost: number;
}

interface MemoryAdvice {
  readonly functionName: string;
  readonly architecture: string;
  readonly measured: readonly { readonly memoryMiB: number; readonly costPerMillion: number }[];
  readonly cheapestMemoryMiB?: number;
  readonly smallestMemoryMiB?: number;
}
