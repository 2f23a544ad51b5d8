import type { WebRequest } from "../../../../../src/aws/service.ts";

/** A request to a function URL, as the gateway hands it over. */
export const webRequest = (overrides: Partial<WebRequest> = {}): WebRequest => ({
  requestId: "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
  method: "GET",
  path: "/",
  query: "",
  headers: { host: "abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.localhost:4566" },
  sourceIp: "123.123.123.123",
  origin: "network",
  signal: new AbortController().signal,
  readBody: () => Promise.resolve(Buffer.alloc(0)),
  authenticate: () => Promise.reject(new Error("nobody is asked for a signature")),
  ...overrides,
});
