import type { OperationContext, OperationHandler } from "../aws/service.ts";

/** Input and output of every operation of a service; generated as `LambdaOperations` and so on. */
type OperationTable<Operations> = {
  readonly [Name in keyof Operations]: { readonly input: object; readonly output: object | void };
};

/** One operation of a service: AWS's name for it and what it does. */
export interface OperationDefinition<Dependencies> {
  readonly name: string;
  readonly handle: (input: never, context: OperationContext & Dependencies) => Promise<object | void>;
}

/**
 * Makes a service's own `operation` function, which knows the operations by name and what they depend on:
 * `const operation = operationsOf<LambdaOperations, LambdaDependencies>();` once, then one
 * `export const getFunction = operation("GetFunction", async (input, { functions, caller }) => …)` a file.
 */
export const operationsOf =
  <Operations extends OperationTable<Operations>, Dependencies extends object>() =>
  <Name extends keyof Operations & string>(
    name: Name,
    handle: (
      input: Operations[Name]["input"],
      context: OperationContext & Dependencies,
    ) => Promise<Operations[Name]["output"]>,
  ): OperationDefinition<Dependencies> => ({ name, handle });

/** Joins operations with what they depend on into the table of a `Service`. */
export const bindOperations = <Dependencies extends object>(
  definitions: readonly OperationDefinition<Dependencies>[],
  dependencies: Dependencies,
): Readonly<Record<string, OperationHandler>> => {
  const join = joinerOf(dependencies);
  const bind =
    ({ handle }: OperationDefinition<Dependencies>): OperationHandler =>
    (input, context) =>
      // What is void is undefined; a promise of its own to say so would be a turn more for every request.
      handle(input, join(context)) as Promise<object | undefined>;
  return Object.fromEntries(definitions.map((definition) => [definition.name, bind(definition)]));
};

/**
 * Joins contexts with what all of them share. That is a prototype, so that a call copies no more than what is its own,
 * and makes no signal unless the operation asks for it.
 */
const joinerOf = <Dependencies extends object>(
  dependencies: Dependencies,
): ((context: OperationContext) => OperationContext & Dependencies) => {
  class JoinedContext implements OperationContext {
    readonly requestId: OperationContext["requestId"];
    readonly caller: OperationContext["caller"];
    readonly account: OperationContext["account"];
    readonly endpoint: OperationContext["endpoint"];
    readonly traceHeader: OperationContext["traceHeader"];
    readonly setHeader: NonNullable<OperationContext["setHeader"]>;
    readonly #context: OperationContext;

    constructor(context: OperationContext) {
      this.requestId = context.requestId;
      this.caller = context.caller;
      this.account = context.account;
      this.endpoint = context.endpoint;
      this.traceHeader = context.traceHeader;
      this.setHeader = context.setHeader ?? ignoreHeader;
      this.#context = context;
    }

    get signal(): AbortSignal {
      return this.#context.signal;
    }
  }
  Object.assign(JoinedContext.prototype, dependencies);
  return (context) => new JoinedContext(context) as JoinedContext & Dependencies;
};

const ignoreHeader = (): void => {};
