/** `node run.mjs TASK < question.json > answer.json`: how Python's tests ask many questions with one start of node. */

import { readFileSync } from "node:fs";
import { judgeAll, readAll } from "./judgeAll.js";
import { trustStories } from "./trustStory.js";

const TASKS: Readonly<Record<string, (question: never) => Promise<unknown>>> = { judgeAll, readAll, trustStories };

const task = TASKS[process.argv[2] ?? ""];
if (task === undefined) throw new Error(`the task is one of: ${Object.keys(TASKS).join(", ")}`);
const question = JSON.parse(readFileSync(0, "utf8")) as never;
process.stdout.write(JSON.stringify(await task(question)));
