import * as z from "zod";
import { check } from "../answers.ts";
import { CustomPatch, mergeCustom } from "../custom.ts";
import type { Route, TalkRequest } from "../request.ts";
import { refuseUnknown } from "../unknown-fields.ts";

const AppPatch = z.object({ custom: CustomPatch, defaultLocale: z.string() }).partial();

/** The app itself (E87). */
export const APP_ROUTES: readonly Route[] = [
  { method: "GET", path: "", handle: ({ options, state }) => ({ id: options.appId, ...state.app.get() }) },
  { method: "PUT", path: "", handle: putApp },
];

function putApp(request: TalkRequest): object {
  const { state, body = {} } = request;
  const { custom, defaultLocale } = check(AppPatch, body);
  refuseUnknown(request, AppPatch, body);
  const known = state.app.get();
  state.app.put({
    custom: mergeCustom(known.custom, custom),
    defaultLocale: defaultLocale ?? known.defaultLocale,
  });
  return {};
}
