import { expect } from "vitest";
import type { Answer, World } from "./sandbox-world.ts";

/** Who acts in a request. */
export const as = (uid: string) => ({ onBehalfOf: uid });

/** Requests that change something, with a JSON body. */
export function writerOf(world: World) {
  const write =
    (method: string) =>
    (path: string, body?: unknown, headers: Record<string, string> = {}) =>
      world.ask(method, `/v3${path}`, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { post: write("POST"), put: write("PUT"), del: write("DELETE") };
}

/** The entity of an answer. */
export function dataOf({ body }: Answer): Readonly<Record<string, unknown>> {
  return (body as { data: Readonly<Record<string, unknown>> }).data;
}

/** An answer that refuses the request as a whole. */
export const refused = (status: number, code: string) => ({ status, body: { error: { code } } });

/** A time of now, give or take a minute. */
export function expectNow(seconds: unknown): void {
  expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(60);
}
