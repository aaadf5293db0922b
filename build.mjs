// Bundles static/ into static/dist: one script, one stylesheet, and the tiny script that sets the theme before first paint.
// Names carry their content's hash, so browsers may keep them for ever; manifest.json maps plain names to hashed ones.

import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const OUT = "static/dist";

/** lib0 checks kinds of DOM nodes by schemas that nothing here uses; said to be pure, they and what they need stay out of the bundle (2 kB gzip). */
const withoutSchemas = {
  name: "without-schemas",
  setup: ({ onLoad }) =>
    onLoad({ filter: /lib0[\\/]dom\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll(" = $.$custom(", " = /* @__PURE__ */ $.$custom("), loader: "js" };
    }),
};

/** y-prosemirror names marks that may lie over themselves by a digest; a note has none such (static/js/notes/schema.js; 0.9 kB gzip). */
const withoutDigests = {
  name: "without-digests",
  setup: ({ onLoad }) => onLoad({ filter: /lib0[\\/]hash[\\/]sha256\.js$/ }, () => ({ contents: "export const digest = () => new Uint8Array();", loader: "js" })),
};

const shared = {
  plugins: [withoutSchemas, withoutDigests],
  bundle: true,
  minify: true,
  outdir: OUT,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  external: ["/static/*"],
  loader: { ".svg": "file", ".woff2": "file" },
  legalComments: "none",
  target: "es2022",
  supported: { nesting: true },
  metafile: true,
  logLevel: "warning",
};

const before = await readdir(OUT).catch(() => []);
await mkdir(OUT, { recursive: true });

const built = await Promise.all([
  build({ ...shared, entryPoints: ["static/js/app.js"], format: "esm", splitting: true }),
  build({ ...shared, entryPoints: ["static/js/theme.js"], format: "iife" }),
  build({ ...shared, entryPoints: ["static/css/app.css"], target: "esnext" }),
]);
if (built.some((one) => one.warnings.length)) process.exit(1);

const outputs = Object.assign({}, ...built.map((one) => one.metafile.outputs));
const manifest = {};
const kept = new Set(["manifest.json"]);

for (const [path, { entryPoint }] of Object.entries(outputs)) {
  const bytes = await readFile(path);
  const small = await promisify(gzip)(bytes, { level: 9 });
  await writeFile(`${path}.gz`, small);
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  for (const suffix of ["", ".gz", ".br"]) kept.add(basename(path) + suffix);
  if (!entryPoint) continue;
  manifest[basename(entryPoint)] = basename(path);
  console.log(`${basename(entryPoint)}: ${(small.length / 1000).toFixed(1)} kB gzip`);
}

await writeFile(join(OUT, "manifest.tmp"), `${JSON.stringify(manifest, null, 2)}\n`);
await rename(join(OUT, "manifest.tmp"), join(OUT, "manifest.json"));
await Promise.all(before.filter((name) => !kept.has(name)).map((name) => rm(join(OUT, name), { recursive: true })));
