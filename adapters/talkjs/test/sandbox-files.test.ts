import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SANDBOX_APP_ID, SANDBOX_SECRET_KEY } from "../src/sandbox/index.ts";
import { OneAtATime } from "../src/sandbox/one-at-a-time.ts";
import { formOf, startClient, withConversation } from "./sandbox-client.ts";

const LIST = "/conversations/c1/messages";
const G1 = { type: "UserMessage", sender: "u1", text: "", timestamp: 1_600_000_000_123, readBy: [] };

describe("uploading", () => {
  it("E78, E70: answers a token; the message shows what was said of the file, and its URL opens for everybody", async () => {
    await using client = await withConversation();
    const said = { filename: "50% größer/neu.txt", subtype: "image", width: "640", height: "480" };
    const { status, body } = await client.upload(formOf("a.txt", 5, said));
    expect([status, Object.keys(body)]).toEqual([200, ["fileToken"]]);
    await client.import([{ ...G1, attachmentToken: body.fileToken }]);
    const [message] = (await client.get(LIST)).body.data;
    const { url } = message.attachment;
    expect(message).toMatchObject({
      text: "",
      attachment: { url, size: 5, dimensions: { width: 640, height: 480 } },
      content: [
        {
          type: "file",
          url,
          size: 5,
          filename: said.filename,
          fileToken: body.fileToken,
          subtype: "image",
          width: 640,
          height: 480,
        },
      ],
    });
    const file = await fetch(url);
    expect([file.status, file.headers.get("content-type")]).toEqual([200, "text/plain"]);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array(5).fill(7));
    expect((await fetch(url.replace(/token=.*/u, "token=guessed"))).status).toBe(404);
  });

  it("fileLinks expired: refuses files by their addresses", async () => {
    await using client = await startClient({ fileLinks: "expired" });
    expect((await fetch(`${client.url}/v0/b/sandbox-bucket/o/a.png?alt=media&token=key`)).status).toBe(403);
  });

  it("E78: keeps the file's own name when no other is given, and no metadata that was not", async () => {
    await using client = await withConversation({ importDialect: "g2" });
    const { body } = await client.upload(formOf("a.txt"));
    const { text: _text, timestamp, readBy: _readBy, ...rest } = G1;
    const file = { ...rest, createdAt: timestamp, content: [{ type: "file", fileToken: body.fileToken }] };
    await client.import([file]);
    const [message] = (await client.get(LIST)).body.data;
    expect(message.attachment).toEqual({ url: expect.any(String), size: 3 });
    expect(Object.keys(message.content[0]).toSorted()).toEqual(["fileToken", "filename", "size", "type", "url"]);
    expect(message.content[0].filename).toBe("a.txt");
  });

  it("E79: refuses a form without a file, and what is no form", async () => {
    await using client = await startClient();
    const form = new FormData();
    form.append("filename", "a.txt");
    expect(await client.upload(form)).toMatchObject({ status: 400, body: { reasons: { file: expect.any(String) } } });
    expect((await client.post("/files", { file: "a" })).status).toBe(400);
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect((await client.call("POST", "/files", undefined, { raw: "nothing", headers })).status).toBe(400);
    expect((await client.upload(formOf("a.txt", 3, { width: "wide" }))).status).toBe(400);
  });

  it("E80: fileMaxBytes: refuses a larger file, however much larger, and takes the next one", async () => {
    await using client = await startClient({ fileMaxBytes: "1000" });
    const refusal = { status: 400, body: { reasons: { file: "A file has at most 1000 bytes." } } };
    expect(await client.upload(formOf("a.txt", 1001))).toMatchObject(refusal);
    expect(await client.upload(formOf("a.txt", 3_000_000))).toMatchObject(refusal);
    expect((await client.upload(formOf("a.txt", 1000))).status).toBe(200);
  });
});

describe("uploads at once", () => {
  it("are read one at a time, in their order, whatever becomes of one", async () => {
    const forms = new OneAtATime();
    const began: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = forms.run(async () => {
      began.push("first");
      await gate.promise;
      throw new Error("cut off");
    });
    const second = forms.run(async () => began.push("second"));
    await sleep(5);
    expect(began).toEqual(["first"]);
    gate.resolve();
    await expect(first).rejects.toThrow("cut off");
    await second;
    expect(began).toEqual(["first", "second"]);
  });

  it("are all taken, also behind one that is cut off in the middle", async () => {
    await using client = await startClient();
    const cut = request(`${client.url}/v1/${SANDBOX_APP_ID}/files`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${SANDBOX_SECRET_KEY}`,
        "content-type": "multipart/form-data; boundary=x",
        "content-length": "1000000",
      },
    });
    cut.on("error", () => {});
    await new Promise((resolve) => cut.write("--x\r\n", resolve));
    const uploads = Array.from({ length: 5 }, (_, index) => client.upload(formOf(`${index}.txt`, 100_000)));
    cut.destroy();
    expect((await Promise.all(uploads)).map(({ status }) => status)).toEqual(Array(5).fill(200));
  });
});

describe("tokens", () => {
  it("section 9: can be used again, also one that was read, and in a message that is sent", async () => {
    await using client = await withConversation();
    const { fileToken } = (await client.upload(formOf("a.txt"))).body;
    const sent = { type: "UserMessage", sender: "u1", content: [{ type: "file", fileToken }] };
    expect((await client.post(LIST, [sent, { type: "SystemMessage", attachmentToken: fileToken }])).status).toBe(200);
    const [{ content }] = (await client.get(LIST)).body.data;
    expect((await client.import([{ ...G1, attachmentToken: content[0].fileToken }])).status).toBe(200);
  });

  it("section 9: of the sample world can be used as well", async () => {
    await using client = await startClient({}, { sample: true });
    const files = (await client.get("/conversations/files/messages?limit=100")).body.data;
    const { content, conversationId, senderId } = files.find(
      ({
        content,
        senderId,
      }: {
        readonly content: readonly { readonly type: string }[] | null;
        readonly senderId: string;
      }) => content?.[0]?.type === "file" && senderId !== null,
    );
    const again = { ...G1, sender: senderId, attachmentToken: content[0].fileToken };
    expect((await client.import([again], conversationId)).status).toBe(200);
  });

  it("E62: tokenTtlSeconds: expire", async () => {
    await using client = await withConversation({ tokenTtlSeconds: "0.001" });
    const { fileToken } = (await client.upload(formOf("a.txt"))).body;
    await sleep(20);
    const answer = await client.import([{ ...G1, attachmentToken: fileToken }]);
    expect(answer).toMatchObject({
      status: 400,
      body: { reasons: { attachmentToken: `The file token "${fileToken}" has expired.` } },
    });
  });

  it.each([
    ["attachmentToken", ["attachmentToken"]],
    ["both", ["attachmentToken", "fileToken"]],
  ])("fileTokenName %s: are answered under that name", async (fileTokenName, names) => {
    await using client = await startClient({ fileTokenName });
    expect(Object.keys((await client.upload(formOf("a.txt"))).body).toSorted()).toEqual(names);
  });

  it.each([
    ["drop", 200],
    ["refuse", 400],
  ])("T27: textWithFile %s: a text beside a file vanishes, or is refused", async (textWithFile, status) => {
    await using client = await withConversation({ textWithFile });
    const { fileToken } = (await client.upload(formOf("a.txt"))).body;
    expect((await client.import([{ ...G1, text: "Look", attachmentToken: fileToken }])).status).toBe(status);
    const { data } = (await client.get(LIST)).body;
    expect(data.map(({ text }: { readonly text: string }) => text)).toEqual(status === 200 ? [""] : []);
  });

  it("section 9: and files outlive the process; their URL is where the sandbox is", async () => {
    const folder = await mkdtemp(join(tmpdir(), "talkjs-files-"));
    {
      await using client = await startClient({}, { folder });
      await client.put("/users/u1", { name: "One" });
      await client.put("/conversations/c1", { participants: ["u1"] });
      const { fileToken } = (await client.upload(formOf("a.txt"))).body;
      await client.import([{ ...G1, attachmentToken: fileToken }]);
    }
    await using again = await startClient({}, { folder });
    const [{ attachment }] = (await again.get(LIST)).body.data;
    expect(attachment.url.startsWith(again.url)).toBe(true);
    expect((await fetch(attachment.url)).status).toBe(200);
    await rm(folder, { recursive: true });
  });
});
