export { fileFailure } from "./file-failure.ts";
export { createHttpClient, type HttpClient, type HttpClientOptions } from "./http-client.ts";
export type { HttpAnswer, HttpRequest } from "./http-request.ts";
export { type JsonElementsOptions, type JsonPage, readJsonElements } from "./json-elements.ts";
export type { JsonElement } from "./parse-elements.ts";
export { retryAfterMs } from "./rate-headers.ts";
