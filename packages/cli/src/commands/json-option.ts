export const JSON_OPTION = { type: "boolean", describe: "Standard output is JSON Lines only." } as const;
