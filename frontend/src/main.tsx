import "./app/mantine.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient, Providers } from "@/app/Providers";
import { makeRouter } from "@/app/router";
import { resume } from "@/shared/auth/session";
import { activate, preferredLanguage } from "@/shared/i18n/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

const router = makeRouter();
const client = makeQueryClient();

await Promise.all([activate(preferredLanguage()), resume()]);
createRoot(root).render(
  <StrictMode>
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
