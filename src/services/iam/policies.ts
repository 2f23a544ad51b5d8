import { findArn } from "../../aws/arn.ts";
import { invalidArn, noSuchPolicy, policyNotAttachable } from "./exceptions.ts";
import { AWS_MANAGED_POLICIES } from "./model/aws-managed-policies.ts";
import type { Policy, PolicyVersion } from "./model/policy.ts";
import type { IamSession, IamStore } from "./store/iam-store.ts";

/** @throws ValidationError when the text is not the ARN of a policy */
export const checkPolicyArn = (policyArn: string): void => {
  const arn = findArn(policyArn);
  if (arn === undefined || arn.service !== "iam" || !arn.resource.startsWith("policy/")) throw invalidArn();
};

/** The customer's policy or AWS's of that ARN. @throws ValidationError, NoSuchEntityException */
export const getPolicyByArn = async (store: IamStore, policyArn: string, session?: IamSession): Promise<Policy> => {
  checkPolicyArn(policyArn);
  const policy = AWS_MANAGED_POLICIES.get(policyArn) ?? (await store.policies.find(policyArn, session));
  if (policy === undefined) throw noSuchPolicy(policyArn);
  return policy;
};

/** Newest first; AWS's policies have one version here. */
export const versionsOf = async (
  store: IamStore,
  policy: Policy,
  session?: IamSession,
): Promise<readonly PolicyVersion[]> => {
  const managed = AWS_MANAGED_POLICIES.get(policy.arn);
  if (managed === undefined) return store.policies.versions(policy.policyId, session);
  return [{ version: 1, document: managed.document, createdAtMs: managed.createdAtMs }];
};

/**
 * Reads a customer's policy and writes what `change` makes of it, as one step.
 * @throws ValidationError, NoSuchEntityException
 */
export const changePolicy = (
  store: IamStore,
  policyArn: string,
  change: (policy: Policy, session: IamSession) => Promise<Policy>,
): Promise<Policy> =>
  store.transaction(async (session) => {
    const policy = await change(await getPolicyByArn(store, policyArn, session), session);
    await store.policies.update(policy, session);
    return policy;
  });

/** @throws ValidationError, or NoSuchEntityException when there is no such policy, the customer's or AWS's */
export const checkAttachable = async (store: IamStore, policyArn: string, session: IamSession): Promise<void> => {
  checkPolicyArn(policyArn);
  if (AWS_MANAGED_POLICIES.has(policyArn)) return;
  if ((await store.policies.find(policyArn, session)) === undefined) throw policyNotAttachable(policyArn);
};
