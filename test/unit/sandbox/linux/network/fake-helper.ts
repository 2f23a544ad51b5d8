import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A stand-in for the native helper: a shell script that speaks its protocol and makes nothing. It writes each command
 * it was given into `commands` beside it.
 */
export const writeFakeHelper = (directory: string): { readonly program: string; readonly commands: string } => {
  const program = path.join(directory, "lambkin-network");
  const commands = path.join(directory, "commands");
  writeFileSync(
    program,
    `#!/bin/sh
slot=4
while read -r command rest; do
  echo "$command $rest" >> ${commands}
  case "$command" in
    routes) echo "ok 0.0.0.0/0:eth0 192.0.2.0/24:eth0" ;;
    start) echo "ok barriers= opened=" ;;
    create) echo "ok $slot $((slot + 100)) 100.64.0.$slot"; slot=$((slot + 1)) ;;
    destroy) echo "ok" ;;
    lose) echo "event egress-lost restore the firewall table: Operation not permitted" ;;
    crash) exit 1 ;;
    sulk) exec sleep 60 ;;
    *) echo "error ENOSYS understand the command: Function not implemented" ;;
  esac
done
`,
  );
  chmodSync(program, 0o755);
  return { program, commands };
};
