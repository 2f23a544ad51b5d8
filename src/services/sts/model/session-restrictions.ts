import type { AssumeRoleRequest } from "../../../models/generated/sts.ts";
import {
  duplicateTagKeys,
  malformedSessionPolicy,
  packedPolicyTooLarge,
  transitiveTagNotRequested,
} from "../exceptions.ts";
import type { SessionRestrictions } from "./session.ts";

/** What policies and tags of a session may take together. AWS packs them; this counts their plain bytes. */
const PACKED_POLICY_BYTES = 4_096;

/**
 * What the caller wants the session narrowed to. It travels in the session token.
 * @throws ServiceException MalformedPolicyDocument, PackedPolicyTooLarge or InvalidParameterValue
 */
export const parseRestrictions = (input: AssumeRoleRequest): SessionRestrictions => {
  if (input.Policy !== undefined && !isJsonObject(input.Policy)) throw malformedSessionPolicy();
  const keys = (input.Tags ?? []).map((tag) => tag.Key.toLowerCase());
  if (new Set(keys).size < keys.length) throw duplicateTagKeys();
  const transitive = (input.TransitiveTagKeys ?? []).map((key) => key.toLowerCase());
  if (transitive.some((key) => !keys.includes(key))) throw transitiveTagNotRequested();
  const restrictions: SessionRestrictions = {
    ...(input.Policy !== undefined && { policy: input.Policy }),
    ...(input.PolicyArns !== undefined && { policyArns: input.PolicyArns.flatMap(({ arn }) => arn ?? []) }),
    ...(input.Tags !== undefined && { tags: Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value])) }),
    ...(input.TransitiveTagKeys !== undefined && { transitiveTagKeys: input.TransitiveTagKeys }),
    ...(input.SourceIdentity !== undefined && { sourceIdentity: input.SourceIdentity }),
  };
  const percent = packedPolicyPercent(restrictions);
  if (percent !== undefined && percent > 100) throw packedPolicyTooLarge(percent);
  return restrictions;
};

/** @returns undefined when there is nothing to pack, as AWS then leaves the figure out */
export const packedPolicyPercent = ({ policy, policyArns, tags }: SessionRestrictions): number | undefined => {
  if (policy === undefined && policyArns === undefined && tags === undefined) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify({ policy, policyArns, tags }));
  return Math.ceil((bytes * 100) / PACKED_POLICY_BYTES);
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};
