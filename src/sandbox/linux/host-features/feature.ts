/** One thing that this host offers, or does not, for people who ask `lambkin doctor`. */
export interface HostFeature {
  readonly name: string;
  /** `limited`: it is there, and something about it is worth knowing. */
  readonly state: "present" | "limited" | "absent";
  readonly detail: string;
  /** What to do about it; undefined when there is nothing to be done. */
  readonly remedy: string | undefined;
}

export const present = (name: string, detail: string): HostFeature => ({
  name,
  state: "present",
  detail,
  remedy: undefined,
});

export const limited = (name: string, detail: string, remedy?: string): HostFeature => ({
  name,
  state: "limited",
  detail,
  remedy,
});

export const absent = (name: string, detail: string, remedy?: string): HostFeature => ({
  name,
  state: "absent",
  detail,
  remedy,
});
