/**
 * What one account may use.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_TIMEOUT_SECONDS = 900;
export const MAX_MEMORY_MIB = 10_240;
export const MAX_FUNCTION_NAME_LENGTH = 64;
export const MAX_LAYERS = 5;
export const MAX_TAGS = 50;
/** A zip file inside the API call itself. */
export const MAX_ZIPPED_BYTES = 52_428_800;
/** Code and layers together. */
export const MAX_UNZIPPED_BYTES = 262_144_000;
/** All stored code of the account: 75 GB. */
export const MAX_CODE_STORAGE_BYTES = 80_530_636_800;
/** Ephemeral storage of functions with SnapStart. */
export const MAX_SNAPSHOT_STORAGE_MIB = 512;
export const MAX_ENVIRONMENT_BYTES = 4_096;
/** A synchronous request: 6 MB. */
export const MAX_PAYLOAD_BYTES = 6_291_456;
/** An asynchronous request: 1 MB. */
export const MAX_ASYNC_PAYLOAD_BYTES = 1_048_576;
/** The client context as it travels, in base64. */
export const MAX_CLIENT_CONTEXT_BYTES = 3_583;
