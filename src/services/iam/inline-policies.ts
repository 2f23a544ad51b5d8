import { policySize } from "./model/policy-text.ts";
import type { InlinePolicy } from "./store/inline-policy-store.ts";
import type { IamSession, IamStore } from "./store/iam-store.ts";

/** Puts or replaces an inline policy. @throws what `tooLarge` makes, when the owner's policies outgrow the limit */
export const putInlinePolicy = async (
  store: IamStore,
  session: IamSession,
  ownerId: string,
  policy: InlinePolicy,
  limit: { readonly maxSize: number; readonly tooLarge: () => Error },
): Promise<void> => {
  const present = await store.inlinePolicies.list(ownerId, session);
  const others = present.filter(({ policyName }) => policyName !== policy.policyName);
  const size = [...others, policy].reduce((sum, { document }) => sum + policySize(document), 0);
  if (size > limit.maxSize) throw limit.tooLarge();
  await store.inlinePolicies.put(ownerId, policy, session);
};
