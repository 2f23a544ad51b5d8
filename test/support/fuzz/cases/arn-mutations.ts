import type { Mutation } from "./mutation.ts";

/** The ARN as somebody else would have it, and as nobody has it. */
export const arnMutations = (arn: string): readonly Mutation[] => {
  const parts = arn.split(":");
  const withPart = (position: number, part: string): string => parts.with(position, part).join(":");
  if (parts.length < 6) return [];
  return [
    { title: "of another partition", value: withPart(1, "aws-cn") },
    { title: "of another service", value: withPart(2, "sqs") },
    { title: "of another region", value: withPart(3, "eu-west-1") },
    { title: "of no region", value: withPart(3, "") },
    { title: "of another account", value: withPart(4, "999999999999") },
    { title: "of no account", value: withPart(4, "") },
    { title: "of an account with letters", value: withPart(4, "0000000000ab") },
    { title: "of nothing", value: parts.slice(0, 5).join(":") },
    { title: "of an empty name", value: `${parts.slice(0, -1).join(":")}:` },
    { title: "with a colon at its end", value: `${arn}:` },
    { title: "with a qualifier too many", value: `${arn}:1:2` },
    { title: "of something that is not there", value: `${arn}-nobody` },
    { title: "in capital letters", value: arn.toUpperCase() },
  ];
};
