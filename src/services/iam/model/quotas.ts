/** Characters without white space. Source: IAM and AWS STS quotas page, as are all of these. */
export const MAX_ASSUME_ROLE_POLICY_SIZE = 2_048;
export const MAX_MANAGED_POLICY_SIZE = 6_144;
/** All inline policies of one role together. */
export const MAX_ROLE_INLINE_POLICIES_SIZE = 10_240;
/** All inline policies of one user together. */
export const MAX_USER_INLINE_POLICIES_SIZE = 2_048;
export const MAX_POLICIES_PER_ROLE = 10;
export const MAX_POLICIES_PER_USER = 10;
export const MAX_VERSIONS_PER_POLICY = 5;
