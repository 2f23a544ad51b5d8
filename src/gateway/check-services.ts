import { OperatorError } from "../base/operator-error.ts";
import type { ServedService } from "./served-service.ts";

/**
 * Every modelled operation is answered on purpose: by a handler or by a refusal, never by accident.
 * @throws OperatorError naming every operation that breaks the rule
 */
export const checkServices = (services: readonly ServedService[]): void => {
  const problems = services.flatMap(problemsOf);
  if (problems.length === 0) return;
  throw new OperatorError({
    code: "SERVICE_TABLE_INCOMPLETE",
    message: `Services and their models disagree:\n${problems.join("\n")}`,
    remedy: "Give each modelled operation a handler in `operations` or a reason in `unsupported`, and no other.",
  });
};

const problemsOf = ({ service, model }: ServedService): string[] => {
  const problems: string[] = [];
  if (service.id !== model.id) problems.push(`${service.id}: is served with the model of ${model.id}`);
  for (const name of model.operations.keys()) {
    const handled = Object.hasOwn(service.operations, name);
    const refused = Object.hasOwn(service.unsupported, name);
    if (handled && refused) problems.push(`${service.id}: ${name} is both handled and unsupported`);
    if (!handled && !refused) problems.push(`${service.id}: ${name} is neither handled nor unsupported`);
  }
  for (const name of [...Object.keys(service.operations), ...Object.keys(service.unsupported)]) {
    if (!model.operations.has(name)) problems.push(`${service.id}: ${name} is not in the model`);
  }
  return problems;
};
