import type { HttpAnswer, HttpClient } from "@chat-etl/io";
import { BatchError, ConfigError, type Finding, TransientError } from "@chat-etl/sdk";
import type { CometchatSinkConfig } from "./config.ts";
import { IMPORT_PATH } from "./failure.ts";
import { type RateHeaders, rateHeadersOf, SPELLINGS } from "./rate-headers.ts";

/** A data import without a single entry: it writes nothing (E10). */
export const EMPTY_IMPORT = { method: "POST", path: `${IMPORT_PATH}users`, body: { users: {} } } as const;

/**
 * What can be known of an app without writing to it. Called when listing its users has worked.
 * @param http throws what an answer means, if it is none of success
 */
export async function inspectApp(http: HttpClient, config: CometchatSinkConfig): Promise<readonly Finding[]> {
  return [accountFinding(config), ...(await importFindings(http, config))];
}

/** Elsewhere than at CometChat's own address the region is only a name. */
function accountFinding({ appId, region, baseUrl }: CometchatSinkConfig): Finding {
  const place =
    baseUrl === undefined ? `The app's region is "${region}".` : `Requests go to ${new URL(baseUrl).origin}.`;
  const message = `The key has the scope fullAccess for the app "${appId}": an Auth Key cannot list users. ${place}`;
  return { level: "good", message };
}

/** @throws what is none of the four kinds of failure */
async function importFindings(http: HttpClient, config: CometchatSinkConfig): Promise<readonly Finding[]> {
  try {
    const answer = await http.send(EMPTY_IMPORT);
    return [
      { level: "good", message: "Data import is enabled: an empty import was taken, which writes nothing." },
      ...rateFindings(answer, config),
    ];
  } catch (error) {
    return [importFinding(error)];
  }
}

function importFinding(error: unknown): Finding {
  if (error instanceof ConfigError) return { level: "problem", message: error.message };
  const isUntold = error instanceof BatchError || error instanceof TransientError;
  if (!isUntold) throw error;
  return {
    level: "warning",
    message: `Whether data import is enabled could not be seen without writing: ${error.message} It may be; "etl probe cometchat" finds out in a test app, and a run at its first request.`,
  };
}

function rateFindings({ headers }: HttpAnswer, config: CometchatSinkConfig): readonly Finding[] {
  const rate = rateHeadersOf(headers, Date.now());
  if (rate.spelling !== "none") return [limitFinding(rate, config), ...busyFindings(rate)];
  const message = `CometChat's answers say nothing about the quota, so a run counts by itself: at most ${perMinute(config)} requests a minute (--sink.requestsPerMinute, --sink.quotaShare).`;
  return [{ level: "good", message }];
}

/** What a run sends at most. */
function perMinute({ requestsPerMinute, quotaShare }: CometchatSinkConfig): number {
  return Math.max(1, Math.floor(requestsPerMinute * quotaShare));
}

function limitFinding({ spelling, limit }: RateHeaders, config: CometchatSinkConfig): Finding {
  const headers = `The rate headers are spelt ${SPELLINGS[spelling]}`;
  if (limit === undefined) return { level: "good", message: `${headers}. They do not name the limit.` };
  const said = `${headers} and allow ${limit} data import requests a minute`;
  if (limit < config.requestsPerMinute) {
    const message = `${said}, but --sink.requestsPerMinute is ${config.requestsPerMinute}. Set it to ${limit}.`;
    return { level: "warning", message };
  }
  const more = limit > config.requestsPerMinute ? " It may be given more by --sink.requestsPerMinute." : "";
  return { level: "good", message: `${said}; a run makes at most ${perMinute(config)}.${more}` };
}

/** This very request has used one of the window. */
function busyFindings({ limit, remaining }: RateHeaders): readonly Finding[] {
  if (limit === undefined || remaining === undefined || remaining >= limit / 2) return [];
  const message = `Of this minute's ${limit} data import requests ${remaining} are left: somebody else imports into this app. Two runs share one quota, and both become slower.`;
  return [{ level: "warning", message }];
}
