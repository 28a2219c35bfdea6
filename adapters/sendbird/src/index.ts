export { sendbirdSource } from "./source.ts";
