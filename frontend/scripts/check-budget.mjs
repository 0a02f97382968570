// Fails when what the first page loads is more than 170 kB gzip: the entry, what it imports statically, and their styles.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const budget = 170_000;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const seen = new Set();
const files = new Set();

function walk(key) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const next of chunk.imports ?? []) walk(next);
}

const firstPages = ["src/features/landing/LandingPage.tsx", "src/locales/ru/main.po"];
walk("index.html");
for (const page of firstPages) if (manifest[page]) walk(page);

let total = 0;
for (const file of files) {
  const size = gzipSync(readFileSync(join("dist", file))).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`);
}
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  first load (limit ${budget / 1000} kB)`);
if (total > budget) process.exit(1);
