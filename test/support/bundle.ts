import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const CLI = join(import.meta.dirname, "../../packages/cli");

/** What a module knows of its own place: kept, so that it finds its files where they lie. */
const OWN_PLACE = /import\.meta\.(url|dirname|filename)/g;

/**
 * Puts the command together into a few files, once for all tests: they start it hundreds of times, and to look for a
 * thousand modules takes half of a start. Tests that bring modules of their own, which share classes with the command's,
 * start the sources instead, and so does the main job.
 */
export async function setup(): Promise<void> {
  const bundle = await rolldown({
    input: join(CLI, "src/main.ts"),
    platform: "node",
    logLevel: "silent",
    resolve: { conditionNames: ["source", "node", "import", "default"] },
    external: [/^@aws-sdk\//],
    plugins: [{ name: "own-place", transform: { filter: { code: OWN_PLACE }, handler: keepPlace } }],
  });
  const dir = join(CLI, "dist/bundle");
  await bundle.write({ dir, format: "esm", entryFileNames: "[name].js", cleanDir: true });
  await bundle.close();
  process.env.ETL_TEST_BUNDLE = join(dir, "main.js");
}

function keepPlace(code: string, id: string): string {
  const [path = id] = id.split("?");
  const places = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
  return code.replaceAll(OWN_PLACE, (_, what: keyof typeof places) => JSON.stringify(places[what]));
}
