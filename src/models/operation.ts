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
): Readonly<Record<string, OperationHandler>> =>
  Object.fromEntries(definitions.map((definition) => [definition.name, bind(definition, dependencies)]));

const bind =
  <Dependencies extends object>(
    { handle }: OperationDefinition<Dependencies>,
    dependencies: Dependencies,
  ): OperationHandler =>
  async (input, context) =>
    (await handle(input, { ...dependencies, ...context })) ?? undefined;
