import type { Attachment } from "@chat-etl/model";
import { expect, it } from "vitest";
import { sendbirdSource } from "../src/index.ts";
import { plainAddress } from "../src/plain-address.ts";
import { LOGGER, normalized } from "./read-all.ts";

const { signal } = new AbortController();

it.each([
  ["https://file-eu.sendbird.com/a.png?auth=a2V5", "https://file-eu.sendbird.com/a.png"],
  ["https://file.sendbird.com/a?auth=k&size=2#x", "https://file.sendbird.com/a?size=2#x"],
  ["https://file.sendbird.com/a?size=2&auth=k", "https://file.sendbird.com/a?size=2"],
  ["https://file.sendbird.com/a?author=k", "https://file.sendbird.com/a?author=k"],
  ["https://sendbird.com.example.com/a?auth=k", "https://sendbird.com.example.com/a?auth=k"],
])("takes a user's key out of %s", (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

it("lets no user's key through, wherever an address stands", () => {
  const url = "https://file.sendbird.com/a?auth=a2V5";
  const file = { url, name: "a", thumbnails: [{ url }], other: { url } };
  const user = { user_id: "ann", nickname: "Ann", profile_url: url };
  const message = { message_id: 1, type: "FILE", channel_url: "c", created_at: 1, file, user };
  const became = normalized("messages", { ...message, parent_message_info: { file: { url } } });
  expect(became).toMatchObject([{ derived: { avatarUrl: plainAddress(url) } }, { attachments: [{ name: "a" }] }]);
  expect(JSON.stringify(became)).not.toContain("a2V5");
});

it("lets no key through in a channel's cover and in what the app attached", () => {
  const url = "https://file.sendbird.com/a?auth=a2V5";
  const attached = { url, list: [{ access_token: "s3cret" }], session_token: "s3cret", colour: "red" };
  const channel = { channel_url: "c", cover_url: url, metadata: attached, data: JSON.stringify(attached) };
  const kept = { url: plainAddress(url), list: [{}], colour: "red" };
  const became = normalized("channels", channel);
  expect(became).toMatchObject([{ imageUrl: plainAddress(url), metadata: { ...kept, data: kept } }]);
  expect(JSON.stringify(became)).not.toMatch(/a2V5|s3cret/);
});

it("asks Sendbird's own hosts for files with the app's token, and no others", async () => {
  const open = async (options: object) =>
    await sendbirdSource.open(sendbirdSource.config.parse({ path: "x", ...options }), { signal, logger: LOGGER });
  const withToken = await open({ apiToken: "t0ken" });
  const place = (url: string) => withToken.files?.({ kind: "file", url } satisfies Attachment, { origin: "m", signal });
  const url = "https://file.sendbird.com/a";
  expect(place(url)).toEqual({ url, headers: { "Api-Token": "t0ken" } });
  for (const other of ["https://example.com/a", "http://file.sendbird.com/a"]) expect(place(other)).toBeUndefined();
  expect((await open({})).files?.({ kind: "file", url }, { origin: "m", signal })).toBeUndefined();
});
