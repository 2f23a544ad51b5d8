/** As much of a CloudFormation template as tools write for small services. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

/** What resources made so far are called: `Ref` under their logical id, attributes under `id.attribute`. */
export type References = ReadonlyMap<string, string>;

type Intrinsic = (argument: unknown, references: References) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (id, references) => get(references, String(id)),
  "Fn::GetAtt": (path, references) => get(references, (path as readonly string[]).join(".")),
  "Fn::Join": (argument, references) => {
    const [separator, parts] = argument as readonly [string, readonly unknown[]];
    return parts.map((part) => resolve(part, references)).join(separator);
  },
  "Fn::Sub": (text, references) =>
    String(text).replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => get(references, name)),
  "Fn::Split": (argument, references) => {
    const [separator, text] = argument as readonly [string, unknown];
    return String(resolve(text, references)).split(separator);
  },
  "Fn::Select": (argument, references) => {
    const [index, list] = argument as readonly [number, unknown];
    return (resolve(list, references) as readonly unknown[])[index];
  },
};

/** The value with every function in it carried out. */
export const resolve = (value: unknown, references: References): unknown => {
  if (Array.isArray(value)) return value.map((entry) => resolve(entry, references));
  if (typeof value !== "object" || value === null) return value;
  const [first, ...others] = Object.entries(value);
  const intrinsic = first && INTRINSICS[first[0]];
  if (intrinsic !== undefined && others.length === 0) return intrinsic(first?.[1], references);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolve(entry, references)]));
};

/** Logical ids, each behind those that it depends on. */
export const creationOrder = ({ Resources }: Template): readonly string[] => {
  const ordered = new Set<string>();
  const visit = (id: string): void => {
    const resource = Resources[id];
    if (resource === undefined || ordered.has(id)) return;
    for (const other of dependenciesOf(resource)) visit(other);
    ordered.add(id);
  };
  for (const id of Object.keys(Resources)) visit(id);
  return [...ordered];
};

const dependenciesOf = ({ Properties, DependsOn = [] }: TemplateResource): readonly string[] => {
  const named: string[] = [DependsOn].flat();
  JSON.stringify(Properties ?? {}, (key, value: unknown) => {
    if (key === "Ref") named.push(String(value));
    if (key === "Fn::GetAtt") named.push(String((value as readonly string[])[0]));
    if (key === "Fn::Sub") for (const [, id = ""] of String(value).matchAll(/\$\{([^}.]+)/g)) named.push(id);
    return value;
  });
  return named;
};

const get = (references: References, name: string): string => {
  const found = references.get(name);
  if (found === undefined) throw new Error(`the template refers to ${name}, which there is not`);
  return found;
};
