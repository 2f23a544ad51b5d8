import type { Operation } from "../../../../src/models/service-model.ts";
import type { Sampler } from "../values/sample-value.ts";
import { pathText, withValueAt } from "../values/tree.ts";
import { plainText } from "../wire/plain-text.ts";
import { RawText } from "../wire/raw-text.ts";
import type { Input } from "../wire/write-request.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import { pathCases } from "./path-cases.ts";
import { sitesOf, type Site } from "./sites.ts";
import { tokenCases } from "./token-cases.ts";
import { valueMutations } from "./value-mutations.ts";

/** Every constraint at its bounds, every member missing, null and of other types. */
export const inputCases = (
  { input: { shape } }: Operation,
  sampler: Sampler,
  tokens: ReadonlyMap<string, string>,
): readonly FuzzCase[] => {
  const least = sampler.input(shape);
  const sites = sitesOf(shape, least, sampler);
  return [
    { title: "the least input", input: least },
    ...sites.flatMap((site) => siteCases(site)),
    ...sites.flatMap((site) => (site.top.location === "uri" ? pathCases(site) : [])),
    ...sites.flatMap((site) => tokenCases(site, tokens)),
  ];
};

const siteCases = (site: Site): readonly FuzzCase[] => [
  { title: `${pathText(site.path)}: as it should be`, input: site.input },
  ...absences(site),
  ...valueMutations(site.shape, site.value).map(({ title, value, forbidden }) =>
    siteCase(site, title, value, forbidden === true),
  ),
];

const absences = (site: Site): readonly FuzzCase[] => {
  if (site.value === undefined) return [];
  const required = site.member?.required === true && !site.member.idempotencyToken;
  return [
    ...(site.member === undefined ? [] : [siteCase(site, "missing", undefined, required)]),
    siteCase(site, "null", null, required),
  ];
};

const siteCase = (site: Site, title: string, value: unknown, mustRefuse: boolean): FuzzCase => {
  const { path, top } = site;
  const inBody = top.location === "body" || top.location === "payload";
  // Text takes numbers and other tokens as they are spelled; only JSON tells them from quoted ones.
  const spelled = !inBody && value instanceof RawText ? value.text.replaceAll('"', "") : value;
  return {
    title: `${pathText(path)}: ${title}`,
    input: withValueAt(site.input, path, spelled) as Input,
    member: top.name,
    mustRefuse: mustRefuse && (hasText(spelled) || (inBody && !isRawBody(site))),
    // REST requests are told apart by their paths, and by what they require besides.
    mayGoElsewhere: !inBody && !hasText(spelled) && (top.location === "uri" || top.required),
  };
};

/** A body of bytes that is missing is one without bytes. */
const isRawBody = ({ path, top }: Site): boolean =>
  path.length === 1 && top.location === "payload" && top.shape.kind !== "structure";

/** Whether there is anything of it on the wire. */
const hasText = (value: unknown): boolean => value !== undefined && value !== null && plainText(value) !== "";
