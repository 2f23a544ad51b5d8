import type { Database, Migration } from "../../../storage/contract.ts";

/** Rooms outside the store name the database by this type only. */
export type IamDatabase = Database;

/**
 * Names are unique without regard to case: `name_key` is the name in lower case. Everything that hangs on a role or
 * user hangs on its unique id, so that a re-created namesake inherits nothing.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-iam",
    sql: `
      CREATE TABLE iam_roles (
        name_key TEXT PRIMARY KEY,
        role_name TEXT NOT NULL,
        role_id TEXT NOT NULL UNIQUE,
        path TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        description TEXT,
        max_session_duration_seconds INTEGER NOT NULL,
        assume_role_policy_document TEXT NOT NULL,
        permissions_boundary_arn TEXT,
        tags TEXT NOT NULL
      );
      CREATE TABLE iam_users (
        name_key TEXT PRIMARY KEY,
        user_name TEXT NOT NULL,
        user_id TEXT NOT NULL UNIQUE,
        path TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        tags TEXT NOT NULL
      );
      CREATE TABLE iam_inline_policies (
        owner_id TEXT NOT NULL,
        policy_name TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (owner_id, policy_name)
      );
      CREATE TABLE iam_policies (
        name_key TEXT PRIMARY KEY,
        policy_name TEXT NOT NULL,
        policy_id TEXT NOT NULL UNIQUE,
        arn TEXT NOT NULL UNIQUE,
        path TEXT NOT NULL,
        description TEXT,
        created_at_ms BIGINT NOT NULL,
        updated_at_ms BIGINT NOT NULL,
        default_version INTEGER NOT NULL,
        newest_version INTEGER NOT NULL,
        tags TEXT NOT NULL
      );
      CREATE TABLE iam_policy_versions (
        policy_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        document TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        PRIMARY KEY (policy_id, version)
      );
      CREATE TABLE iam_attached_policies (
        owner_id TEXT NOT NULL,
        policy_arn TEXT NOT NULL,
        PRIMARY KEY (owner_id, policy_arn)
      );
      CREATE INDEX iam_attached_policies_by_policy ON iam_attached_policies (policy_arn);
      CREATE TABLE iam_access_keys (
        access_key_id TEXT PRIMARY KEY,
        user_id TEXT,
        sealed_secret TEXT NOT NULL,
        status TEXT NOT NULL,
        created_at_ms BIGINT NOT NULL,
        last_used_at_ms BIGINT,
        last_used_service TEXT,
        last_used_region TEXT
      );
      CREATE INDEX iam_access_keys_by_user ON iam_access_keys (user_id);`,
  },
];
