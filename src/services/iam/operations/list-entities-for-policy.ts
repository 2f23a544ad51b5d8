import type { ListEntitiesForPolicyRequest } from "../../../models/generated/iam.ts";
import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";
import { getPolicyByArn } from "../policies.ts";
import type { IamStore } from "../store/iam-store.ts";

/** A role or user, as the pages of this list hold them side by side. */
interface Entity {
  readonly kind: "Role" | "User";
  readonly name: string;
  readonly id: string;
  readonly path: string;
}

/**
 * Roles and users: there are no groups here.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
 */
export const listEntitiesForPolicy = operation("ListEntitiesForPolicy", async (input, { store }) => {
  await getPolicyByArn(store, input.PolicyArn);
  const prefix = input.PathPrefix ?? "/";
  const entities = (await entitiesOf(input, store))
    .filter(({ kind, path }) => (input.EntityFilter ?? kind) === kind && path.startsWith(prefix))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const { items, end } = pageOf(entities, input, keyOf);
  const ofKind = (kind: Entity["kind"]) => items.filter((entity) => entity.kind === kind);
  return {
    PolicyGroups: [],
    PolicyUsers: ofKind("User").map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: ofKind("Role").map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    ...end,
  };
});

const keyOf = ({ kind, name }: Entity): string => `${kind}/${name.toLowerCase()}`;

/** Whom the policy is attached to, and whom it bounds, each once. */
const entitiesOf = async (input: ListEntitiesForPolicyRequest, store: IamStore): Promise<readonly Entity[]> => {
  const [attachments, boundaries] = [
    input.PolicyUsageFilter !== "PermissionsBoundary",
    input.PolicyUsageFilter !== "PermissionsPolicy",
  ];
  const roles = [
    ...(attachments ? await store.attachments.roles(input.PolicyArn) : []),
    ...(boundaries ? await store.roles.boundedBy(input.PolicyArn) : []),
  ];
  const users = attachments ? await store.attachments.users(input.PolicyArn) : [];
  const entities: readonly Entity[] = [
    ...roles.map(({ roleName, roleId, path }) => ({ kind: "Role" as const, name: roleName, id: roleId, path })),
    ...users.map(({ userName, userId, path }) => ({ kind: "User" as const, name: userName, id: userId, path })),
  ];
  return [...new Map(entities.map((entity) => [entity.id, entity])).values()];
};
