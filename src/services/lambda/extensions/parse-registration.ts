import type { Answer } from "../runtime-api/answers.ts";
import { invalidEvent, invalidRequestFormat } from "./extension-answers.ts";
import { LIFECYCLE_EVENTS, type LifecycleEvent } from "./lifecycle-event.ts";

const DEPRECATED = "configurationKeys are deprecated; use environment variables instead";

type Registration =
  | { readonly kind: "valid"; readonly events: readonly LifecycleEvent[] }
  | { readonly kind: "refused"; readonly answer: Answer };

/**
 * The body of `extension/register`.
 * @param allowed what this kind of extension may register for
 */
export const parseRegistration = (text: string, allowed: readonly LifecycleEvent[]): Registration => {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    return refused(invalidRequestFormat((cause as SyntaxError).message));
  }
  if (typeof body !== "object" || body === null) return refused(invalidRequestFormat("the body is not an object"));
  const { events = [], configurationKeys = [] } = body as { events?: unknown; configurationKeys?: unknown };
  if (!isTextList(events)) return refused(invalidRequestFormat("events is not a list of strings"));
  if (!Array.isArray(configurationKeys) || configurationKeys.length > 0)
    return refused(invalidRequestFormat(DEPRECATED));
  const unknown = events.find((event) => !allowed.some((name) => name === event));
  if (unknown !== undefined) return refused(invalidEvent(unknown));
  return { kind: "valid", events: LIFECYCLE_EVENTS.filter((name) => events.includes(name)) };
};

const refused = (answer: Answer): Registration => ({ kind: "refused", answer });

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
