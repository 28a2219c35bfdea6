export { checkConfig, type Given } from "./config.ts";
export { EXIT } from "./exit-codes.ts";
