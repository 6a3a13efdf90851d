/** Run a program in TypeScript: node run.mjs PROGRAM QUESTIONS; print its report as JSON. */

import { runnerImport } from "vite";

const [program, questions] = process.argv.slice(2);
const { module } = await runnerImport(program);
console.log(JSON.stringify(await module.report(JSON.parse(questions))));
