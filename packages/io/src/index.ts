export { createHttpClient, type HttpClient, type HttpClientOptions } from "./http-client.ts";
export type { HttpAnswer, HttpRequest } from "./http-request.ts";
export { retryAfterMs } from "./rate-headers.ts";
