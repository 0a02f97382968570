// Fails when a message in the source is not in the catalogs, or has no Russian translation.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const home = "src/locales";
const files = readdirSync(home, { recursive: true }).filter((name) => name.endsWith(".po"));
const saved = mkdtempSync(join(tmpdir(), "messages-"));
cpSync(home, saved, { recursive: true });

/** Catalog entries without the header, whose creation date is not a message. */
const entries = (text) => text.split("\n\n").slice(1).join("\n\n").trim();

const problems = [];
try {
  execFileSync("node_modules/.bin/lingui", ["extract", "--clean"], { stdio: "pipe" });
  for (const file of files) {
    const now = entries(readFileSync(join(home, file), "utf8"));
    const before = entries(readFileSync(join(saved, file), "utf8"));
    if (now !== before) problems.push(`${file} is not what the source says: npm run messages`);
    const missing = now.split("\n\n").filter((entry) => /^msgstr ""$(?!\n")/m.test(entry));
    for (const entry of missing) problems.push(`${file} lacks: ${entry.split("\n").at(-2)}`);
  }
} finally {
  cpSync(saved, home, { recursive: true });
  rmSync(saved, { recursive: true });
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
