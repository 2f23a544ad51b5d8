/**
 * Largest response of a function that is not streamed: 6 MiB and 100 bytes.
 * Source: Lambda quotas page; the figure itself stands in the error message of AWS.
 */
export const MAX_RESPONSE_BYTES = 6_291_556;

/** Largest response that is streamed: 200 MiB. Source: Lambda quotas page. */
export const MAX_STREAMED_RESPONSE_BYTES = 200 * 1_048_576;

/** Connections one environment may hold open. Runtimes use one or two; each may cost us one request head. */
export const MAX_CONNECTIONS = 32;

/** How much of a refused body is read and thrown away so that the client gets to read the answer. */
export const MAX_DISCARDED_BYTES = 16 * 1_048_576;
