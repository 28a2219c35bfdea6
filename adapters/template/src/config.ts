import * as z from "zod";

// 1. What an operator gives: flags, variables, --help and messages are made from this. Secrets have a variable, and are
//    never accepted as a flag. "where" says where a person finds the value.

//#region source
export const ParleySourceConfig = z.strictObject({
  baseUrl: z.url().meta({ description: "Where the Parley server to read is.", env: "PARLEY_URL" }),
  token: z.string().min(1).meta({
    description: "Token with read access.",
    env: "PARLEY_TOKEN",
    where: "Parley, Settings, Tokens",
    secret: true,
  }),
});
//#endregion
//#region sink

export const ParleySinkConfig = z.strictObject({
  baseUrl: z.url().meta({ description: "Where the Parley server to load is.", env: "PARLEY_TARGET_URL" }),
  token: z.string().min(1).meta({
    description: "Token with write access.",
    env: "PARLEY_TARGET_TOKEN",
    where: "Parley, Settings, Tokens",
    secret: true,
  }),
});
//#endregion
