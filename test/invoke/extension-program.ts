/**
 * An extension as AWS's samples are made: a script in `extensions/` that registers, asks for events one after the other
 * and prints what it does. Run by the Node that the function's runtime brings.
 */
export const extensionProgram = (options: {
  readonly name: string;
  readonly events?: readonly string[];
  /** Statements before the first event; `identifier`, `api` and `call` are at hand. */
  readonly init?: string;
  /** Statements for each event, which is called `event`. */
  readonly onEvent?: string;
}): string => `#!/usr/bin/env node
const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API;
const call = async (method, path, headers, body) => {
  const response = await fetch(api + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const say = (...words) => console.log("[${options.name}]", ...words);
(async () => {
  const registration = await call("POST", "/2020-01-01/extension/register", { "Lambda-Extension-Name": "${options.name}" },
    { events: ${JSON.stringify(options.events ?? ["INVOKE", "SHUTDOWN"])} });
  const identifier = registration.headers.get("lambda-extension-identifier");
  const asMe = { "Lambda-Extension-Identifier": identifier };
  say("registered", registration.status, registration.text.trim());
  ${options.init ?? ""}
  for (;;) {
    const { text } = await call("GET", "/2020-01-01/extension/event/next", asMe);
    const event = JSON.parse(text);
    say("event", event.eventType, event.shutdownReason ?? event.requestId);
    ${options.onEvent ?? ""}
    if (event.eventType === "SHUTDOWN") process.exit(0);
  }
})();
`;
