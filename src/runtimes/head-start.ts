/**
 * How the platform and the guests of a runtime speak about head starts: what an earlier init of the same function
 * version left, so that later ones are quicker. Both sides know these by heart.
 */

/**
 * Tells the guest what to do; it takes the variable away before the function can see it. `use`: there is something in
 * the directory. `note`: say what the function loaded of the runtime's own libraries, and with `note+compile` leave
 * compiled code, too.
 */
export const HEAD_START_VARIABLE = "_LAMBKIN_HEAD_START";

export type HeadStartInstruction = "use" | "note" | "note+compile";

/**
 * Where the guest says so, on its loopback: once, before it asks for the first event. Above the ports that connections are
 * given, and far from those that functions and extensions like to listen on: it is taken while an init is listened to.
 */
export const NOTES_PORT = 61_905;

/** Where what was left is shown, read-only. */
export const HEAD_START_DIRECTORY = "/var/runtime/head-start";
