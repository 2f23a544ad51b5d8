import {
  HEAD_START_DIRECTORY,
  HEAD_START_VARIABLE,
  type HeadStartInstruction,
  NOTES_PORT,
} from "../../../../runtimes/head-start.ts";
import type { SandboxSpec } from "../../../../sandbox/contract.ts";
import type { RuntimeProcess, RuntimeProcessObserver } from "../runtime-process.ts";
import type { HeadStart } from "./head-starts.ts";
import { NoteTaker } from "./note-taker.ts";

/** A sandbox in which the runtime finds what an earlier init left, or is asked to leave something. */
export const withHeadStart = (spec: SandboxSpec, headStart: HeadStart | undefined): SandboxSpec => {
  const instruction = headStart && instructionOf(headStart);
  if (headStart === undefined || instruction === undefined) return spec;
  const compiledCode = headStart.kind === "go" ? headStart.compiledCode : undefined;
  const mounts = compiledCode === undefined ? [] : [{ sources: [compiledCode], target: HEAD_START_DIRECTORY } as const];
  return {
    ...spec,
    environment: { ...spec.environment, [HEAD_START_VARIABLE]: instruction },
    mounts: [...spec.mounts, ...mounts],
    listenPorts: headStart.kind === "learn" ? [...spec.listenPorts, NOTES_PORT] : spec.listenPorts,
  };
};

const instructionOf = (headStart: HeadStart): HeadStartInstruction | undefined => {
  if (headStart.kind === "learn") return headStart.wantsCompiledCode ? "note+compile" : "note";
  return headStart.compiledCode === undefined ? undefined : "use";
};

/** Starts a runtime, and takes its notes if it is to leave some, until it asks for its first event. */
export const startTakingNotes = async (
  headStart: HeadStart | undefined,
  observer: RuntimeProcessObserver,
  start: (observer: RuntimeProcessObserver) => Promise<RuntimeProcess>,
): Promise<RuntimeProcess> => {
  if (headStart?.kind !== "learn") return start(observer);
  const { learning } = headStart;
  const taker = new NoteTaker((notes) => learning.note(notes));
  const endWith = (outcome: "initialized" | "failed") => {
    taker[Symbol.dispose]();
    learning.end(outcome);
  };
  const listening: RuntimeProcessObserver = {
    ...observer,
    onRuntimeReady: () => {
      endWith("initialized");
      observer.onRuntimeReady();
    },
    onInitError: (failure) => {
      endWith("failed");
      observer.onInitError(failure);
    },
    onExit: (exit) => {
      endWith("failed");
      observer.onExit(exit);
    },
  };
  try {
    const process = await start(listening);
    taker.listen(process.sandbox);
    return process;
  } catch (error) {
    endWith("failed");
    throw error;
  }
};
