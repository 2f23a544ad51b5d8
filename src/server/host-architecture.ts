import { OperatorError } from "../base/operator-error.ts";

/** @throws OperatorError on processors that AWS Lambda has no architecture for */
export const hostArchitecture = (): "x64" | "arm64" => {
  if (process.arch === "x64" || process.arch === "arm64") return process.arch;
  throw new OperatorError({
    code: "ARCHITECTURE_UNSUPPORTED",
    message: `Lambkin runs on x86_64 and arm64, not on ${process.arch}.`,
    remedy: "Use a host of one of these architectures.",
  });
};
