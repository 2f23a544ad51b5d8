import { replayRefusals } from "./replay-refusals.ts";

replayRefusals("refusals about records, as recorded from AWS Lambda", "record-refusals.json");
