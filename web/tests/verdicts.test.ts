import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cases, judge } from "./support/judge.js";
import { committed, filled } from "./support/vectors.js";

const { cases, trust_lists } = committed<Cases>("verdicts.json");

for (const one of filled(cases)) {
  test(one.name, async () => {
    assert.deepEqual(await judge(one, trust_lists), {
      ...one.expected,
      established: [...one.expected.established].sort(),
    });
  });
}
