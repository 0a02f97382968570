// Fails when a source file has 250 lines or more: split it by what it does.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const limit = 250;
const skipped = new Set(["generated.ts"]);
const long = readdirSync("src", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(tsx?|css)$/.test(entry.name) && !skipped.has(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n").length - 1 }))
  .filter(({ lines }) => lines >= limit);

for (const { path, lines } of long) console.error(`${path}: ${lines} lines (limit ${limit})`);
if (long.length > 0) process.exit(1);
