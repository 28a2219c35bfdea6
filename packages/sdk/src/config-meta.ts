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

/** What a config says about itself as a whole. */
export interface ConfigMeta {
  /** Options that it had once, and what to do now: `say --attachments.folder`. Who gives one is told. */
  readonly gone?: Readonly<Record<string, string>> | undefined;
}

declare module "zod" {
  interface GlobalMeta extends ConfigMeta {
    description?: string | undefined;
    env?: string | undefined;
    where?: string | undefined;
    secret?: boolean | undefined;
  }
}
