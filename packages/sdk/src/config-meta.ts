/** What an option says about itself. Flags, environment names, messages and tables are made from it. */
export interface OptionMeta {
  readonly description: string;
  /** The environment variable that holds it. */
  readonly env?: string | undefined;
  /** Where a person finds the value: "Dashboard, Settings, API keys". */
  readonly where?: string | undefined;
  /** Never accepted as a flag, printed or logged. */
  readonly secret?: boolean | undefined;
}

declare module "zod" {
  interface GlobalMeta {
    description?: string | undefined;
    env?: string | undefined;
    where?: string | undefined;
    secret?: boolean | undefined;
  }
}
