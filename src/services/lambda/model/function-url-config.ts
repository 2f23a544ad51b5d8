import { randomInt } from "node:crypto";
import type { Account } from "../../../aws/account.ts";
import type { Cors, FunctionUrlConfig } from "../../../models/generated/lambda.ts";
import { functionArn, LATEST } from "./function-reference.ts";

/** The URL of a function or of an alias. */
export interface UrlConfig {
  /** The first label of its host name. */
  readonly urlId: string;
  readonly authType: "NONE" | "AWS_IAM";
  readonly cors?: Cors | undefined;
  /** Buffered when nobody ever said. */
  readonly invokeMode?: "BUFFERED" | "RESPONSE_STREAM" | undefined;
  readonly createdMs: number;
  readonly lastModifiedMs: number;
}

const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
const URL_ID_LENGTH = 32;

/** As AWS makes them: nobody can guess one. */
export const newUrlId = (): string =>
  Array.from({ length: URL_ID_LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join("");

/** Where URLs lead. */
interface UrlPlace {
  readonly account: Account;
  /** How the caller reached the API: the URL is at the same port. */
  readonly endpoint: string;
  /** Every name below `localhost` is this host, so that no name server is needed. */
  readonly urlDomain: string;
}

/** @param owner `$LATEST` stands for the function itself */
export const toUrlConfig = (
  { functionName, qualifier }: { readonly functionName: string; readonly qualifier: string },
  config: UrlConfig,
  { account, endpoint, urlDomain }: UrlPlace,
): FunctionUrlConfig => ({
  FunctionUrl: urlOf(config.urlId, { account, endpoint, urlDomain }),
  FunctionArn: functionArn(account, functionName, qualifier === LATEST ? undefined : qualifier),
  CreationTime: new Date(config.createdMs).toISOString(),
  LastModifiedTime: new Date(config.lastModifiedMs).toISOString(),
  Cors: config.cors,
  AuthType: config.authType,
  // PARITY: changes alone are answered without an invoke mode that nobody ever asked for.
  InvokeMode: config.invokeMode ?? "BUFFERED",
});

const urlOf = (urlId: string, { account: { region }, endpoint, urlDomain }: UrlPlace): string => {
  const url = new URL(endpoint);
  url.hostname = `${urlId}.lambda-url.${region}.${urlDomain}`;
  return url.href;
};
