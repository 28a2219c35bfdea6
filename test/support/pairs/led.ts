import type { Sandbox } from "../etl.ts";

/** What leads one end of a pipeline to something prepared for it. */
export interface Led {
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  readonly sandbox?: Sandbox;
}

/** The variables of an account that is a sandbox: `TALKJS_APP_ID` for its option `appId`. */
export function ledTo(sandbox: Sandbox, prefix: string, flags: readonly string[]): Led {
  const variables = Object.entries(sandbox.config).map(([name, value]) => {
    const upper = name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    return [`${prefix}_${upper}`, value] as const;
  });
  return { env: Object.fromEntries(variables), flags, sandbox };
}
