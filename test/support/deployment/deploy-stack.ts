import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { S3Client } from "@aws-sdk/client-s3";
import type { TestServer } from "../server.ts";
import { LAMBDA_RESOURCES } from "./lambda-resources.ts";
import { OTHER_RESOURCES } from "./other-resources.ts";
import type { Clients, Made, Properties, ResourceType } from "./resource-type.ts";
import { creationOrder, resolve, type Template } from "./template.ts";

/** What a template became, by logical id. */
export interface DeployedStack {
  /** Each resource's properties as the template has them, functions resolved. */
  readonly written: Readonly<Record<string, Properties>>;
  /** `Ref` of each resource. */
  readonly refs: Readonly<Record<string, string>>;
  /** The same properties, asked back from the services; what the template does not name is left out. */
  readBack(): Promise<Readonly<Record<string, Properties>>>;
}

const TYPES: Readonly<Record<string, ResourceType>> = { ...LAMBDA_RESOURCES, ...OTHER_RESOURCES };

/** Clients of every service that templates are made of; disposed with the caller. */
export const deploymentClients = (server: TestServer): Clients & Disposable => {
  const options = server.clientOptions;
  const clients = {
    lambda: new LambdaClient(options),
    iam: new IAMClient(options),
    kms: new KMSClient(options),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
  };
  return { ...clients, [Symbol.dispose]: () => Object.values(clients).forEach((client) => client.destroy()) };
};

/**
 * Creates a template's resources through the API, one after the other, as CloudFormation would.
 * @param existing `Ref` of resources that the template refers to and that were made before
 */
export const deployStack = async (
  template: Template,
  clients: Clients,
  existing: Readonly<Record<string, string>> = {},
): Promise<DeployedStack> => {
  const references = new Map([
    ...Object.entries(existing),
    ["AWS::Partition", "aws"],
    ["AWS::Region", "us-east-1"],
    ["AWS::AccountId", "000000000000"],
  ]);
  const made = new Map<string, Made & { readonly properties: Properties }>();
  for (const id of creationOrder(template)) {
    const { Type, Properties = {} } = template.Resources[id] ?? { Type: "nothing" };
    const type = TYPES[Type];
    if (type === undefined) throw new Error(`${id} is a ${Type}, which this deployment does not know`);
    const properties = resolve(Properties, references) as Properties;
    const resource = await type(id, properties, clients);
    made.set(id, { ...resource, properties });
    references.set(id, resource.ref);
    for (const [name, value] of Object.entries(resource.attributes ?? {})) references.set(`${id}.${name}`, value);
  }
  const entries = [...made];
  return {
    written: Object.fromEntries(entries.map(([id, { properties }]) => [id, properties])),
    refs: Object.fromEntries(entries.map(([id, { ref }]) => [id, ref])),
    readBack: async () => {
      const read = entries.map(async ([id, { properties, read: readProperties }]) => {
        const found = await readProperties();
        return [id, onlyWritten(found, properties) as Properties] as const;
      });
      return Object.fromEntries(await Promise.all(read));
    },
  };
};

/** What was read, without the members that were not written. */
const onlyWritten = (read: unknown, written: unknown): unknown => {
  if (Array.isArray(read) && Array.isArray(written)) return read.map((entry, at) => onlyWritten(entry, written[at]));
  if (typeof read !== "object" || read === null || typeof written !== "object" || written === null) return read;
  return Object.fromEntries(
    Object.entries(read)
      .filter(([key]) => Object.hasOwn(written, key))
      .map(([key, value]) => [key, onlyWritten(value, (written as Properties)[key])]),
  );
};
