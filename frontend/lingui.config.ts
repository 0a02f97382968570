import { readdirSync } from "node:fs";
import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

const features = "src/features";
/** Areas whose pages share a catalog. Every other feature has one of its own name. */
const areas: Record<string, string[]> = {
  main: ["src/app", "src/shared", `${features}/landing`, `${features}/find`, `${features}/entry`],
  patient: ["booking", "visits", "room", "account", "demo"].map((name) => `${features}/${name}`),
  staff: [...["desk", "doctor", "clinic"].map((name) => `${features}/${name}`), "src/shared/hours"],
  /** Asked by patients' pages, the queue and the desk, so a catalog of its own. */
  asking: ["src/shared/intake"],
  /** Asked for where people choose how to be told. */
  push: ["src/shared/push"],
  /** The month's heat map: beside finding, a doctor's times, and the clinic's week. */
  heat: ["src/shared/heat"],
};
const shared = new Set(Object.values(areas).flat());
for (const name of readdirSync(features)) {
  if (!shared.has(`${features}/${name}`)) areas[name] = [`${features}/${name}`];
}

/** `main` is part of the first load; the others come with the pages that need them (see shared/i18n). */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ru"],
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: Object.entries(areas).map(([name, include]) => ({
    path: `src/locales/{locale}/${name}`,
    include,
    exclude: [
      "**/*.test.*",
      ...(name === "main"
        ? [
            "src/shared/hours/**",
            "src/shared/intake/**",
            "src/shared/push/**",
            "src/shared/heat/**",
          ]
        : []),
    ],
  })),
});
