import type { Account } from "../aws/account.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { SpanExporter } from "../services/lambda/tracing/span-exporter.ts";
import type { Config } from "./config.ts";

/** Sends spans to the collector that the configuration names. @returns undefined when it names none */
export const createSpanExporter = (parts: {
  readonly config: Config;
  readonly account: Account;
  readonly clock: Clock;
  readonly logger: Logger;
}): SpanExporter | undefined => {
  const { config, account, clock, logger } = parts;
  if (config.otlpEndpoint === "") return undefined;
  const url = `${config.otlpEndpoint.replace(/\/+$/, "")}/v1/traces`;
  const headers = Object.fromEntries(config.otlpHeaders.map((header) => splitAtEquals(header)));
  return new SpanExporter({
    send: async (body, signal) => {
      const init = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body, signal };
      const response = await fetch(url, init);
      await response.body?.cancel();
      return response;
    },
    resource: {
      "service.name": "lambkin",
      "cloud.provider": "aws",
      "cloud.platform": "aws_lambda",
      "cloud.region": account.region,
      "cloud.account.id": account.accountId,
    },
    clock,
    logger,
  });
};

const splitAtEquals = (text: string): readonly [string, string] => {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
};
