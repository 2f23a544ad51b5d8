/** Namespaces that nobody but the server writes: what functions and clients say must not pass for its own figures. */
export const isReservedNamespace = (namespace: string): boolean =>
  namespace.startsWith("AWS/") || namespace.startsWith("Lambkin/");
