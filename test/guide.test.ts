import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandsOf, etlWords, readPages } from "../packages/cli/test/docs/blocks.ts";
import { deadLinks } from "./support/guide/dead-links.ts";
import { Lanes } from "./support/guide/lanes.ts";
import { isRun, keepText, runPage } from "./support/guide/run-page.ts";
import { closeStage } from "./support/guide/stage.ts";
import { installed, STAGES } from "./support/guide/stages.ts";
import { typeErrors } from "./support/guide/type-check.ts";
import { ROOT } from "./support/own-folder.ts";

const PAGES = [...readPages()].map(([page, blocks]) => ({ page, blocks }));

/** Most that one page may take where the machine has much else to do. */
const PATIENCE_MS = 300_000;

describe("README.md and docs", () => {
  const lanes = new Lanes(2);

  it.concurrent.each(PAGES.filter(({ blocks }) => blocks.some(isRun)))(
    "$page: what it says is what happens",
    async ({ page, blocks }) => {
      await lanes.run(async () => {
        const stage = (await STAGES[page]?.()) ?? installed();
        try {
          await runPage(blocks, stage);
        } finally {
          await closeStage(stage);
        }
      });
    },
    PATIENCE_MS,
  );

  it("show TypeScript that is right", () => {
    const blocks = PAGES.flatMap((page) => page.blocks);
    expect(blocks.filter(({ language }) => language === "ts").length).toBeGreaterThan(10);
    expect(typeErrors(blocks, installed().folder)).toBe("");
  });

  it("show an encoder that does what they say", () => {
    const { folder } = installed();
    for (const { page, file, text } of PAGES.flatMap(({ blocks }) => blocks))
      if (page === "docs/writing-a-sink.md" && file?.startsWith("examples/")) keepText(join(folder, file), text);
    const script = `
      const { encodeMessage } = await import("./examples/encode.ts");
      const { handleOf } = await import("./examples/target-id.ts");
      const message = { id: "m1", conversationId: "c", authorId: null, sentAt: 1, reactions: [], entities: [] };
      const bold = { type: "bold", start: 0, end: 5_000 };
      const { send, losses } = encodeMessage({ ...message, text: "x".repeat(5_000), entities: [bold] }, { systemUserId: "etl" });
      const told = [send.map(({ key, by, body }) => [key, by, body.length]), losses.map(({ code }) => code)];
      console.log(JSON.stringify([told, encodeMessage({ ...message, text: " " }).reject.code, handleOf("ann"), handleOf("Ann Lee")]));`;
    const args = ["--conditions=source", "--input-type=module", "-e", script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("");
    const sent = [
      ["m1/0", "etl", 4_000],
      ["m1/1", "etl", 1_002],
    ];
    expect(JSON.parse(stdout)).toEqual([
      [sent, ["cut"]],
      "blank-text",
      "ann",
      expect.stringMatching(/^ann-lee-[\da-f]{8}$/),
    ]);
  });

  it("have no block that nothing is known of, and no command outside of what is run or parsed", () => {
    for (const { page, line, language, text } of PAGES.flatMap(({ blocks }) => blocks)) {
      expect(["sh", "ts", "yaml", "json", "jsonl", "csv", "env", "output", "ini", ""], `${page}:${line}`).toContain(
        language,
      );
      if (language === "") expect(text, `${page}:${line}`).not.toMatch(/^\s*(npx|etl|npm|pnpm) /m);
    }
  });

  it("have no link that leads nowhere", () => {
    expect(PAGES.flatMap(({ page }) => deadLinks(page))).toEqual([]);
  });

  it("leave to another test only what it runs", () => {
    for (const block of PAGES.flatMap(({ blocks }) => blocks)) {
      const { parsed } = block.marks;
      if (parsed === undefined) continue;
      const test = readFileSync(join(ROOT, parsed), "utf8");
      const words = commandsOf(block).flatMap((command) => etlWords(command)?.filter(isTelling) ?? []);
      // A page shows what it runs as it is.
      const [before, behind] = parsed.endsWith(".md") ? [" ", " "] : ['"', '"'];
      const unsaid = words.filter((word) => !test.includes(`${before}${word}${behind}`));
      expect(unsaid, `${block.page}:${block.line}: ${parsed} runs other commands`).toEqual([]);
    }
  });

  it("leave few commands out, and say why", () => {
    const left = PAGES.flatMap(({ blocks }) => blocks).filter(({ marks }) => marks["not-run"] !== undefined);
    expect(left.length).toBeLessThan(4);
    for (const { page, line, marks } of left) expect(marks["not-run"], `${page}:${line}`).toMatch(/ .* /);
  });
});

/** The command itself and its own flags: what it is given depends on who runs it. */
function isTelling(word: string, at: number): boolean {
  return at === 0 || /^--(?!source|sink|sandbox|workspace|out$)[a-z-]+$/.test(word);
}
