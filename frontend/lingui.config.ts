import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

const staff = [
  "src/features/desk",
  "src/features/doctor",
  "src/features/clinic",
  "src/shared/hours",
];

/** Two catalogs: `main` is part of the first load, `staff` comes with the staff pages. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ru"],
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    {
      path: "src/locales/{locale}/main",
      include: ["src"],
      exclude: [...staff.map((folder) => `${folder}/**`), "**/*.test.*"],
    },
    {
      path: "src/locales/{locale}/staff",
      include: staff,
      exclude: ["**/*.test.*"],
    },
  ],
});
