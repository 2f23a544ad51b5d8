import type { RuntimeFamily } from "./contract.ts";

/** What to do instead, by identifier. Source: the deprecated identifiers are those of AWS's own model of Lambda. */
const RETIRED: Readonly<Record<string, string>> = {
  nodejs: "nodejs24.x",
  "nodejs4.3": "nodejs24.x",
  "nodejs4.3-edge": "nodejs24.x",
  "nodejs6.10": "nodejs24.x",
  "nodejs8.10": "nodejs24.x",
  "nodejs10.x": "nodejs24.x",
  "nodejs12.x": "nodejs24.x",
  "nodejs14.x": "nodejs24.x",
  "nodejs16.x": "nodejs24.x",
  "nodejs18.x": "nodejs24.x",
  "python2.7": "python3.13",
  "python3.6": "python3.13",
  "python3.7": "python3.13",
  "python3.8": "python3.13",
  java8: "java8.al2",
  "go1.x": "provided.al2023",
  provided: "provided.al2023",
  "ruby2.5": "ruby3.4",
  "ruby2.7": "ruby3.4",
  "dotnetcore1.0": "provided.al2023",
  "dotnetcore2.0": "provided.al2023",
  "dotnetcore2.1": "provided.al2023",
  "dotnetcore3.1": "provided.al2023",
  dotnet6: "provided.al2023",
};

/** AWS runs these no more, and neither does Lambkin. They are known so that the answer can say what to use. */
export const retiredReplacement = (identifier: string): string | undefined =>
  Object.hasOwn(RETIRED, identifier) ? RETIRED[identifier] : undefined;

/** LIMIT: no .NET; AWS's runtime for it is not published apart from its images. */
export const dotnetFamily = (): RuntimeFamily =>
  unavailable("dotnet", ["dotnet10", "dotnet8"], {
    reason: "Lambkin has no .NET runtime yet.",
    remedy:
      "Publish the function as an executable with Amazon.Lambda.RuntimeSupport, name it `bootstrap`, and create it as provided.al2023.",
  });

const unavailable = (
  name: "dotnet",
  identifiers: readonly string[],
  why: { readonly reason: string; readonly remedy: string },
): RuntimeFamily => ({
  name,
  identifiers,
  find: () => Promise.resolve({ kind: "missing", ...why }),
  refresh: () => {},
});
