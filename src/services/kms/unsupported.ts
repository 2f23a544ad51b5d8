const NO_KEY_STORES = "Key material lies in the server's own database; there are no custom key stores.";
const NO_IMPORTS = "Key material is always the server's own: none can be imported.";
const NO_GRANTS = "Key policies and grants are not evaluated yet, so a grant would give nothing.";
const ONE_REGION = "There is one region, so there are no multi-Region keys.";

/** Modelled operations that are refused, and why, in words for the caller. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  ConnectCustomKeyStore: NO_KEY_STORES,
  CreateCustomKeyStore: NO_KEY_STORES,
  CreateGrant: NO_GRANTS,
  DeleteCustomKeyStore: NO_KEY_STORES,
  DeleteImportedKeyMaterial: NO_IMPORTS,
  DescribeCustomKeyStores: NO_KEY_STORES,
  DisconnectCustomKeyStore: NO_KEY_STORES,
  GetKeyLastUsage: "Uses of keys are not recorded.",
  GetParametersForImport: NO_IMPORTS,
  ImportKeyMaterial: NO_IMPORTS,
  ReplicateKey: ONE_REGION,
  RetireGrant: NO_GRANTS,
  RevokeGrant: NO_GRANTS,
  UpdateCustomKeyStore: NO_KEY_STORES,
  UpdatePrimaryRegion: ONE_REGION,
};
