import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../src/download/public-address.ts";
import { codeOf, KEY, sends, tried } from "./fetch-one.ts";
import { served } from "./http-server.ts";

/** What the files here hold is no picture. */
const ANY = { mimeType: undefined };

const leadsTo = (url: string, status = 302) =>
  served((response) => response.writeHead(status, { location: url }).end("elsewhere"));

describe("only addresses of the internet are asked", () => {
  it.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://0.0.0.0:PORT/",
    "http://127.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f.1:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::]:PORT/",
    "http://169.254.169.254/latest/meta-data",
  ])("not %s", async (address) => {
    const { host, requests } = await sends("secret");
    const url = address.replace("PORT", host.split(":")[1] ?? "");
    expect(await codeOf(`${url}?t=${KEY}`, { allowPrivate: false })).toBe("private-address");
    expect(requests).toEqual([]);
  });

  it("others are by name: a host that is allowed may not lead to one that is not", async () => {
    const inner = await sends("secret");
    for (const to of [inner.url, inner.url.replace("127.0.0.1", "localhost")]) {
      const { url, host, requests } = await leadsTo(`${to}/inside`);
      expect(await codeOf(`${url}/?t=${KEY}`, { allowPrivate: [host] })).toBe("private-address");
      expect(requests).toHaveLength(1);
      expect((await tried(url, { ...ANY, allowPrivate: [host, new URL(to).host] })).fetched).toMatchObject({
        sizeBytes: 6,
      });
    }
    expect(inner.requests).toHaveLength(2);
  });

  it.each([
    ["8.8.8.8", true],
    ["172.32.0.1", true],
    ["2606:4700::1111", true],
    ["::ffff:8.8.8.8", true],
    ["64:ff9b::808:808", true],
    ["0.1.2.3", false],
    ["10.1.2.3", false],
    ["100.64.0.1", false],
    ["100.127.255.255", false],
    ["127.255.255.254", false],
    ["169.254.169.254", false],
    ["172.16.0.1", false],
    ["172.31.255.255", false],
    ["192.168.1.1", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["::", false],
    ["::1", false],
    ["::7f00:1", false],
    ["::ffff:10.0.0.1", false],
    ["::ffff:0:0", false],
    ["0:0:0:0:0:ffff:7f00:0001", false],
    ["64:ff9b::7f00:1", false],
    ["64:ff9b::1", false],
    ["fe80::1", false],
    ["fe80::1%lo", false],
    ["fd00:ec2::254", false],
    ["fc00::1", false],
    ["ff02::1", false],
    ["2002:7f00:1::", false],
    ["2001:0:7f00:1::", false],
    ["2001:db8::1", false],
    ["localhost", false],
    ["", false],
  ])("%j is public: %s", (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});

describe("addresses that are none", () => {
  it.each([
    "file:///etc/passwd",
    "data:text/plain,hi",
    "ftp://127.0.0.1/",
    "/relative",
    "http://u:p@127.0.0.1/",
    "http://u@127.0.0.1/",
    "",
  ])("%j", async (url) => expect(await codeOf(url)).toBe("bad-url"));

  it("are none behind a redirect either", async () => {
    const { url } = await leadsTo("file:///etc/passwd");
    expect(await codeOf(url)).toBe("bad-url");
  });

  it("a host without a name", async () => {
    expect(["unknown-host", "no-answer"]).toContain(await codeOf("http://nobody.invalid/"));
  });
});

describe("redirects", () => {
  it("are followed, five of them", async () => {
    const { url, requests } = await served((response, count) =>
      count > 5
        ? response.writeHead(200, { "content-type": "image/png" }).end("there")
        : response.writeHead([301, 302, 303, 307, 308][count - 1] ?? 302, { location: `/${count}` }).end(),
    );
    expect((await tried(url, ANY)).fetched).toMatchObject({ sizeBytes: 5 });
    expect(requests.map((request) => request.url)).toEqual(["/", "/1", "/2", "/3", "/4", "/5"]);
  });

  it("are not followed for ever", async () => {
    const { url, requests } = await leadsTo("/again");
    expect(await codeOf(url)).toBe("too-many-redirects");
    expect(requests).toHaveLength(6);
  });

  it("do not take headers along to another host, and do to the same", async () => {
    const other = await sends("there");
    const { url, requests } = await served((response, count) =>
      response.writeHead(302, { location: count === 1 ? "/second" : `${other.url}/third` }).end(),
    );
    const headers = { authorization: `Bearer ${KEY}`, cookie: KEY };
    expect((await tried({ url, headers }, ANY)).fetched).toMatchObject({ sizeBytes: 5 });
    expect(requests.map((request) => request.headers.authorization)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
    expect(other.requests).toHaveLength(1);
    expect(JSON.stringify(other.requests)).not.toContain(KEY);
  });

  it("do not take a key along that stands in the address, however it is wrapped", async () => {
    const other = await sends("there");
    const key = `${KEY}/+=`;
    const once = encodeURIComponent(key);
    for (const query of [`?t=${key}`, `?t=${once}`, `?back=${encodeURIComponent(`/x?t=${once}`)}`]) {
      const { url } = await leadsTo(`${other.url}/${query}`);
      expect(await codeOf({ url: `${url}/?t=${once}`, secrets: [key] })).toBe("secret-redirect");
    }
    expect(other.requests).toEqual([]);
  });

  it("without a place to go to are failures", async () => {
    const { url } = await served((response) => response.writeHead(302).end());
    expect(await codeOf(url)).toBe("http-302");
  });
});

describe("another try", () => {
  it("is made where it may go well", async () => {
    const { url, requests } = await served((response, count) => {
      if (count === 1) response.writeHead(503, { "retry-after": "0" }).end();
      else if (count === 2) response.destroy();
      else response.writeHead(200).end("there");
    });
    expect((await tried(url, { ...ANY, attempts: 3 })).fetched).toMatchObject({ sizeBytes: 5 });
    expect(requests).toHaveLength(3);
  });

  it.each([404, 200])("is not made where it cannot: status %i", async (status) => {
    const { url, requests } = await served((response) => response.writeHead(status).end());
    expect(await codeOf(url, { attempts: 3 })).toBe(status === 404 ? "gone" : "empty");
    expect(requests).toHaveLength(1);
  });

  it("is not waited for longer than there is time", async () => {
    const { url } = await served((response) => response.writeHead(429, { "retry-after": "3600" }).end());
    expect(await codeOf(url, { attempts: 3 })).toBe("busy");
  });
});
