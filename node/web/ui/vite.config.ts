import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const page = (name: string): string => fileURLToPath(new URL(`${name}.html`, import.meta.url));

export default defineConfig({
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    // The page's policy allows no data: fonts or scripts; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(
        ["index", "till", "hub", "customer", "setup"].map((name) => [name, page(name)]),
      ),
    },
  },
});
