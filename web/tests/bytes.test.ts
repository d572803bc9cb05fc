import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex } from "../verify/bytes.js";

test("hexadecimal digits are written as they were read", () => {
  assert.equal(toHex(fromHex("00ff7a")), "00ff7a");
});

for (const bad of ["0", "FF", "0g", " 00", "0x00"]) {
  test(`${JSON.stringify(bad)} is refused`, () => assert.throws(() => fromHex(bad), RangeError));
}
