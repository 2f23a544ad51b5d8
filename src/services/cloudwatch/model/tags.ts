import type { Tag } from "../../../models/generated/cloudwatch.ts";
import type { AlarmTags } from "../store/alarm-store.ts";

export const toRecord = (tags: readonly Tag[]): AlarmTags =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

export const toTags = (tags: AlarmTags): readonly Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
