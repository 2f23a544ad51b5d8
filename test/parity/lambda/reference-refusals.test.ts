import { replayRefusals } from "./replay-refusals.ts";

replayRefusals("refusals of names and ARNs, as recorded from AWS Lambda", "reference-refusals.json");
