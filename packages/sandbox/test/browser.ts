import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Debian's Chromium, where it is installed. */
export const HAS_CHROMIUM = spawnSync("chromium", ["--version"]).status === 0;

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--remote-debugging-port=0",
];

export interface Browser extends AsyncDisposable {
  /** Goes there as a telephone or a desktop would, and waits until all is loaded. */
  visit(url: string, screen?: { readonly width: number; readonly isDark?: boolean }): Promise<void>;
  /** Does something in the page that leads to another one, and waits until all of that is loaded. */
  leave(action: string): Promise<void>;
  /** The value of an expression in the page. It must be JSON. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Addresses that the browser asked for, and what it complained about, since the start. */
  readonly asked: readonly string[];
  readonly complaints: readonly string[];
}

/** Starts a browser with one tab, led over its DevTools protocol. */
export async function openBrowser(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), "etl-browser-"));
  const child = spawn("chromium", [...FLAGS, `--user-data-dir=${folder}`, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  const tab = await connect(await debuggerOf(await listeningPort(child.stderr)));
  const { asked, complaints } = notes(tab);
  for (const domain of ["Page", "Network", "Log", "Runtime"]) await tab.send(`${domain}.enable`);
  return {
    asked,
    complaints,
    async visit(url, { width, isDark = false } = { width: 1000 }) {
      const screen = { width, height: 800, deviceScaleFactor: 1, mobile: width < 600 };
      await tab.send("Emulation.setDeviceMetricsOverride", screen);
      const scheme = { name: "prefers-color-scheme", value: isDark ? "dark" : "light" };
      await tab.send("Emulation.setEmulatedMedia", { features: [scheme] });
      const loaded = tab.next("Page.loadEventFired");
      await tab.send("Page.navigate", { url });
      await loaded;
    },
    async leave(action) {
      const loaded = tab.next("Page.loadEventFired");
      await tab.send("Runtime.evaluate", { expression: action });
      await loaded;
    },
    async evaluate<Value>(expression: string) {
      const { result } = await tab.send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
      return (result as { readonly value: Value }).value;
    },
    async [Symbol.asyncDispose]() {
      tab.close();
      child.kill();
      await closed;
      await rm(folder, { recursive: true, maxRetries: 5 });
    },
  };
}

async function listeningPort(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const port = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    stderr.resume();
    return port;
  }
  throw new Error("Chromium ended before it listened.");
}

/** The address of the one tab. */
async function debuggerOf(port: string): Promise<string> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as readonly {
    readonly type: string;
    readonly webSocketDebuggerUrl: string;
  }[];
  const tab = targets.find(({ type }) => type === "page");
  if (tab === undefined) throw new Error("Chromium has no tab.");
  return tab.webSocketDebuggerUrl;
}

type Params = Readonly<Record<string, unknown>>;
type Tab = Awaited<ReturnType<typeof connect>>;

async function connect(url: string) {
  const socket = new WebSocket(url);
  const answers = new Map<number, PromiseWithResolvers<Params>>();
  const listeners = new Map<string, Set<(params: Params) => void>>();
  const on = (method: string, listener: (params: Params) => void) => {
    listeners.set(method, (listeners.get(method) ?? new Set()).add(listener));
  };
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error, method, params } = JSON.parse(String(data));
    if (method !== undefined) for (const listener of listeners.get(method) ?? []) listener(params);
    if (error) answers.get(id)?.reject(new Error(error.message));
    else answers.get(id)?.resolve(result);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  let last = 0;
  return {
    on,
    next: (method: string) => new Promise<Params>((resolve) => on(method, resolve)),
    send(method: string, params: Params = {}): Promise<Params> {
      const answer = Promise.withResolvers<Params>();
      last += 1;
      answers.set(last, answer);
      socket.send(JSON.stringify({ id: last, method, params }));
      return answer.promise;
    },
    close: () => socket.close(),
  };
}

function notes(tab: Tab): Pick<Browser, "asked" | "complaints"> {
  const asked: string[] = [];
  const complaints: string[] = [];
  tab.on("Network.requestWillBeSent", ({ request }) => asked.push((request as { readonly url: string }).url));
  tab.on("Log.entryAdded", ({ entry }) => complaints.push((entry as { readonly text: string }).text));
  tab.on("Runtime.exceptionThrown", ({ exceptionDetails }) => complaints.push(JSON.stringify(exceptionDetails)));
  return { asked, complaints };
}
