/** Under these names the configurations of a bucket are stored. Never change one in use. */
export const BUCKET_TAGS = "tagging";
export const OWNERSHIP_CONTROLS = "ownership-controls";
export const PUBLIC_ACCESS_BLOCK = "public-access-block";
export const BUCKET_POLICY = "policy";
