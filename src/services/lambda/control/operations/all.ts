import { addLayerVersionPermission } from "./add-layer-version-permission.ts";
import { createAlias } from "./create-alias.ts";
import { createFunction } from "./create-function.ts";
import { deleteAlias } from "./delete-alias.ts";
import { deleteFunction } from "./delete-function.ts";
import { deleteLayerVersion } from "./delete-layer-version.ts";
import { getAccountSettings } from "./get-account-settings.ts";
import { getAlias } from "./get-alias.ts";
import { getFunctionConfiguration } from "./get-function-configuration.ts";
import { getFunction } from "./get-function.ts";
import { getLayerVersionByArn } from "./get-layer-version-by-arn.ts";
import { getLayerVersionPolicy } from "./get-layer-version-policy.ts";
import { getLayerVersion } from "./get-layer-version.ts";
import { invokeAsync } from "./invoke-async.ts";
import { invoke } from "./invoke.ts";
import { invokeWithResponseStream } from "./invoke-with-response-stream.ts";
import { listAliases } from "./list-aliases.ts";
import { listFunctions } from "./list-functions.ts";
import { listLayerVersions } from "./list-layer-versions.ts";
import { listLayers } from "./list-layers.ts";
import { listTags } from "./list-tags.ts";
import { listVersionsByFunction } from "./list-versions-by-function.ts";
import { publishLayerVersion } from "./publish-layer-version.ts";
import { publishVersion } from "./publish-version.ts";
import { RECORDS } from "./records.ts";
import { removeLayerVersionPermission } from "./remove-layer-version-permission.ts";
import { tagResource } from "./tag-resource.ts";
import { untagResource } from "./untag-resource.ts";
import { updateAlias } from "./update-alias.ts";
import { updateFunctionCode } from "./update-function-code.ts";
import { updateFunctionConfiguration } from "./update-function-configuration.ts";

const FUNCTIONS = [
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionConfiguration,
  invoke,
  invokeAsync,
  invokeWithResponseStream,
  listFunctions,
  updateFunctionCode,
  updateFunctionConfiguration,
];

const VERSIONS = [listVersionsByFunction, publishVersion];

const ALIASES = [createAlias, deleteAlias, getAlias, listAliases, updateAlias];

const LAYERS = [
  addLayerVersionPermission,
  deleteLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  getLayerVersionPolicy,
  listLayerVersions,
  listLayers,
  publishLayerVersion,
  removeLayerVersionPermission,
];

const TAGS = [listTags, tagResource, untagResource];

const ACCOUNT = [getAccountSettings];

/** Every operation that is served; the others are in `unsupported.ts`. */
export const OPERATIONS = [...FUNCTIONS, ...VERSIONS, ...ALIASES, ...LAYERS, ...RECORDS, ...TAGS, ...ACCOUNT];
