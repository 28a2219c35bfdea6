import { describe, expect, it } from "vitest";
import { legible, messageText, nameText, sizeText, webAddress } from "../src/page/text.ts";

const shown = (...parts: Parameters<typeof messageText>[0]) => String(messageText(parts));

describe("text on the page", () => {
  it("is text: what looks like markup does nothing", () => {
    expect(shown(`<b onclick='x'>"&</b>`)).toBe("&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;&lt;/b&gt;");
    expect(shown({ mention: "<i>" })).toBe('<bdi class="mention">@&lt;i&gt;</bdi>');
  });

  it("shows the characters that would turn others around, and those nobody sees", () => {
    expect(legible("cod\u202Egpj.exe")).toBe("cod⟦U+202E⟧gpj.exe");
    expect(legible("\u2066a\u2069\u0000\u001B[31m")).toBe("⟦U+2066⟧a⟦U+2069⟧⟦U+0000⟧⟦U+001B⟧[31m");
    expect(legible("a\tb\r\nc\nd")).toBe("a\tb\nc\nd");
    expect(legible("half \ud83d")).toBe("half \ufffd");
    expect(legible("👩‍👩‍👧 مرحبا שלום")).toBe("👩‍👩‍👧 مرحبا שלום");
  });

  it("links web addresses as they stand, without the end of the sentence", () => {
    expect(shown("See https://a.example/x?y=1&z=2.")).toBe(
      'See <a href="https://a.example/x?y=1&amp;z=2" target="_blank" rel="noopener noreferrer nofollow"><bdi>https://a.example/x?y=1&amp;z=2</bdi></a>.',
    );
    expect(shown("(http://a.example/)")).toContain("</bdi></a>)");
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "//a.example", "a.png", ""])(
    "never links %j",
    (url) => {
      expect(webAddress(url)).toBeUndefined();
      expect(shown(`x ${url} y`)).not.toContain("<a");
    },
  );

  it("cannot be left through an address", () => {
    expect(shown(`https://a.example/"onmouseover="x`)).not.toContain('"onmouseover');
    expect(webAddress(" jAvAsCrIpT:alert(1)")).toBeUndefined();
    expect(webAddress("https://a.example/\u202Egpj")).toBe("https://a.example/%E2%80%AEgpj");
  });

  it("is cut where nobody reads on, and says how much is missing", () => {
    const html = shown("x".repeat(15_000), { mention: "Ann" }, "y".repeat(15_000), { mention: "Bob" });
    expect(html.length).toBeLessThan(21_000);
    expect(html).toContain("… 10,000 more characters");
    expect(html).toContain("@Ann");
    expect(html).not.toContain("@Bob");
    expect(nameText("n".repeat(5_000))).toHaveLength(201);
    expect(nameText(" \n")).toBe("(no name)");
  });
});

describe("sizes", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [1_250_000, "1.3 MB"],
    [7e15, "7,000 TB"],
  ])("%d is %s", (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });
});
