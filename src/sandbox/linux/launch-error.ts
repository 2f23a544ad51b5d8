import { OperatorError } from "../../base/operator-error.ts";
import type { LaunchFailure } from "./launcher-message.ts";

/** What usually helps when a step fails for a reason. The first match counts; the last matches everything. */
const REMEDIES: readonly { readonly step: RegExp; readonly errorCode: RegExp; readonly remedy: string }[] = [
  {
    step: /^make namespaces|^make user namespace/,
    errorCode: /EPERM|EACCES|ENOSPC|EUSERS/,
    remedy:
      "Run as root, or let users make namespaces: `sysctl -w user.max_user_namespaces=15000`, and where it exists " +
      "`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` or `kernel.unprivileged_userns_clone=1`.",
  },
  {
    step: /^make namespaces|^make user namespace/,
    errorCode: /ENOSYS|EINVAL/,
    remedy:
      "The kernel lacks namespaces; Lambkin needs Linux 5.12 or newer with user, PID, network and cgroup namespaces.",
  },
  {
    step: /^mount \/proc/,
    errorCode: /EPERM/,
    remedy:
      "Inside a container without root's rights /proc cannot be mounted; start the container with an unmasked /proc.",
  },
  {
    step: /^find mount source|^open mount source/,
    errorCode: /ENOENT|EACCES/,
    remedy: "Make the named directory readable for the user that runs Lambkin.",
  },
  {
    step: /loop/,
    errorCode: /ENOSPC|EAGAIN|EBUSY|ENOENT|EPERM/,
    remedy: "The host has no loop device left; raise the `max_loop` parameter of the loop module or end unused ones.",
  },
  {
    step: /./,
    errorCode: /ENOMEM|EAGAIN|ENOSPC/,
    remedy: "The host is short of memory, processes or disk; end something or run fewer environments at once.",
  },
  { step: /./, errorCode: /./, remedy: "`lambkin doctor` shows what this host offers and what sandboxes need." },
];

/** The launcher's failure, told to the operator. */
export const launchError = (failure: LaunchFailure): OperatorError =>
  new OperatorError({
    code: "SANDBOX_LAUNCH_FAILED",
    message: `launcher: ${failure.step}: ${failure.errorText}`,
    remedy:
      REMEDIES.find(({ step, errorCode }) => step.test(failure.step) && errorCode.test(failure.errorCode))?.remedy ??
      "",
    cause: failure,
  });

/** The launcher is not the one that this server was started with. */
export const launcherMismatch = (programPath: string): OperatorError =>
  new OperatorError({
    code: "LAUNCHER_MISMATCH",
    message: `The sandbox launcher ${programPath} is of another build than this server: it was replaced meanwhile.`,
    remedy: "Restart the server, so that both are of the same build.",
  });

/** Not even killing ends it: the kernel is waiting for something on its behalf, such as a disk. */
export const launcherStuck = (pid: number | undefined): OperatorError =>
  new OperatorError({
    code: "LAUNCHER_STUCK",
    message: `The launcher process ${pid ?? "?"} was killed and does not end; what it has started may still run.`,
    remedy:
      "Look what the kernel waits for: /proc/PID/stack and the kernel's log. The next start of the server sweeps.",
  });

/** A process that cannot be kept as it is. @param reason for people, without a full stop */
export const snapshotRefused = (reason: string): OperatorError =>
  new OperatorError({
    code: "SNAPSHOT_REFUSED",
    message: `No snapshot can be taken: ${reason}`,
    remedy: "Its starts are ordinary ones. docs/sandbox.md, Snapshots, says what a process may hold.",
  });
