// Fails when the generated client is not what ../openapi.json describes.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const document = "../openapi.json";
if (!existsSync(document)) {
  console.error(
    `${document} is missing: run "telemed openapi > openapi.json" in the project's root`,
  );
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "client-"));
const fresh = join(folder, "generated.ts");
execFileSync("node_modules/.bin/openapi-typescript", [document, "-o", fresh], { stdio: "pipe" });
const same = readFileSync(fresh, "utf8") === readFileSync("src/api/generated.ts", "utf8");
rmSync(folder, { recursive: true });
if (!same) {
  console.error("src/api/generated.ts is not what openapi.json describes: npm run generate");
  process.exit(1);
}
