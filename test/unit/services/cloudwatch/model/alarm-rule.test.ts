import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseAlarmRule, ruleAlarms, ruleHolds } from "../../../../../src/services/cloudwatch/model/alarm-rule.ts";

/** Of the alarms `on` and `off`, as their names say, and of others without enough data. */
const holds = (text: string): boolean => {
  const rule = parseAlarmRule(text) ?? assert.fail(`${text} is no rule`);
  return ruleHolds(rule, (name) => (name === "on" ? "ALARM" : name === "off" ? "OK" : "INSUFFICIENT_DATA"));
};

describe("the rule of a composite alarm", () => {
  test("asks for the states of alarms", () => {
    assert.equal(holds("ALARM(on)"), true);
    assert.equal(holds("ALARM(off)"), false);
    assert.equal(holds("OK(off)"), true);
    assert.equal(holds("INSUFFICIENT_DATA(unknown)"), true);
  });

  test("joins them: NOT before AND before OR, parentheses before all", () => {
    assert.equal(holds("TRUE OR FALSE AND FALSE"), true);
    assert.equal(holds("(TRUE OR FALSE) AND FALSE"), false);
    assert.equal(holds("NOT FALSE AND FALSE"), false);
    assert.equal(holds("NOT (FALSE AND FALSE)"), true);
    assert.equal(holds("ALARM(on) AND NOT NOT OK(off)"), true);
  });

  test("names alarms as they are, in quotes, or by ARN", () => {
    const arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:by arn";
    const rule = parseAlarmRule(`ALARM(a-b_c) OR OK("my alarm (1)") OR OK('it') OR ALARM("${arn}") OR ALARM(a-b_c)`);
    assert.deepEqual(rule && ruleAlarms(rule), ["a-b_c", "my alarm (1)", "it", arn]);
  });

  test("may stretch over lines", () => {
    assert.equal(holds("\n  ALARM(on)\n  AND\n  OK(off)\n"), true);
  });

  test("is refused when it is none", () => {
    const texts = [
      "",
      "ALARM",
      "ALARM()",
      "ALARM(a",
      "a",
      "ALARM(a) OK(b)",
      "AND",
      "NOT",
      "(TRUE",
      'ALARM("a)',
      '"TRUE"',
    ];
    assert.deepEqual(
      texts.map(parseAlarmRule),
      texts.map(() => undefined),
    );
    assert.equal(parseAlarmRule(`${"(".repeat(60)}TRUE${")".repeat(60)}`), undefined);
  });
});
