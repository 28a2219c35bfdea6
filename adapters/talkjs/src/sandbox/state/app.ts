import type { Custom } from "../shapes.ts";
import { bodyOf } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** What the app says of itself. */
export interface AppFacts {
  readonly custom: Custom;
  readonly defaultLocale: string;
}

export class AppRow {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  get(): AppFacts {
    const row = this.#statements.prepare("SELECT body FROM app").get();
    return row ? bodyOf<AppFacts>(row) : { custom: {}, defaultLocale: "en-US" };
  }

  put(facts: AppFacts): void {
    this.#statements
      .prepare("INSERT INTO app (one, body) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET body = excluded.body")
      .run(JSON.stringify(facts));
  }
}
