/** The page's whole style sheet. Fonts are the reader's own, colours follow his choice of light or dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f8, #14161b);
  --card: light-dark(#ffffff, #1e2128);
  --line: light-dark(#dfe2ea, #31353f);
  --ink: light-dark(#1b1e27, #e8eaf0);
  --quiet: light-dark(#5d6475, #9aa2b5);
  --link: light-dark(#2f4fb8, #9db4ff);
  --mention: light-dark(#e4eaff, #2a3557);
  --special: light-dark(#fff6dc, #322a14);
  --special-line: light-dark(#e6cf8c, #6b5a25);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 52rem; padding: 1.25rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0.2rem 0; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0.3rem 0; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: 0.85em/1.4 ui-monospace, monospace; }
ol, ul { margin: 0; padding: 0; list-style: none; }
.quiet { color: var(--quiet); font-size: 0.875rem; }
.empty { padding: 3rem 1rem; text-align: center; color: var(--quiet); }
.top { margin-bottom: 1.25rem; }

.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.6rem; margin: 1rem 0 0; }
.numbers div { padding: 0.7rem 0.9rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; }
.numbers dd { margin: 0; font-size: 1.4rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.numbers dt { color: var(--quiet); font-size: 0.875rem; }

.search { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-bottom: 0.8rem; }
.search input, .search button {
  padding: 0.5rem 0.8rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--card); color: inherit; font: inherit;
}
.search input { flex: 1 1 12rem; min-width: 0; }
.search button { cursor: pointer; }

.list { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; overflow: clip; }
.list li + li { border-top: 1px solid var(--line); }
.list a { display: flex; gap: 0.8rem; align-items: center; padding: 0.65rem 0.9rem; color: inherit; text-decoration: none; }
.list a:hover { background: var(--page); }
.what { flex: 1; min-width: 0; }
.title { display: block; font-weight: 600; overflow: clip; max-height: 2.9em; }
.when { flex: none; text-align: right; font-variant-numeric: tabular-nums; }

.badge {
  flex: none; display: inline-grid; place-items: center; width: 2.2rem; height: 2.2rem; border-radius: 50%;
  color: #fff; font-weight: 600; overflow: clip;
}
.tint-0 { background: #3f63c4; } .tint-1 { background: #a2452f; } .tint-2 { background: #2f7a58; }
.tint-3 { background: #8348a8; } .tint-4 { background: #86651a; } .tint-5 { background: #2d7486; }

.pages { display: flex; flex-wrap: wrap; gap: 0.6rem; margin: 1rem 0; }
.pages a { padding: 0.45rem 0.9rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; text-decoration: none; }
.pages:not(:has(a)) { display: none; }

summary { cursor: pointer; color: var(--quiet); }
.members { margin-top: 0.6rem; }
.members ul, .people { margin-top: 0.5rem; padding: 0.3rem 0.9rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; }
.members li, .people li { display: flex; flex-wrap: wrap; gap: 0.3rem 0.6rem; align-items: center; padding: 0.35rem 0; }
.members .badge, .people .badge { width: 1.6rem; height: 1.6rem; font-size: 0.8rem; }

.day { display: flex; gap: 0.8rem; align-items: center; margin: 1.2rem 0 0.6rem; color: var(--quiet); font-size: 0.85rem; font-weight: 600; }
.day::before, .day::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.message { display: flex; gap: 0.6rem; margin-top: 0.7rem; }
.goes-on { margin-top: 0.2rem; padding-left: 2.8rem; }
.bubble {
  min-width: 0; max-width: 100%; padding: 0.45rem 0.8rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 0.8rem; overflow: clip;
}
.message:target .bubble { border-color: var(--link); }
.special .bubble { background: var(--special); border: 1px dashed var(--special-line); }
.head { display: flex; flex-wrap: wrap; gap: 0.1rem 0.6rem; align-items: baseline; margin: 0; }
.head a { margin-left: auto; text-decoration: none; font-size: 0.75rem; font-variant-numeric: tabular-nums; }
.name { font-weight: 600; }
.label, .mark { padding: 0 0.45rem; border: 1px solid var(--line); border-radius: 0.4rem; font-size: 0.75rem; color: var(--quiet); }
.special .label { border-color: var(--special-line); }
.text { max-height: 30rem; overflow: auto; white-space: pre-wrap; unicode-bidi: plaintext; }
.mention { padding: 0 0.2rem; border-radius: 0.25rem; background: var(--mention); color: var(--link); font-weight: 500; }
.rest { color: var(--quiet); font-style: italic; }
.files li { margin-top: 0.3rem; padding: 0.35rem 0.6rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.reactions { display: flex; flex-wrap: wrap; gap: 0.3rem; margin-top: 0.3rem; }
.reactions li { padding: 0 0.5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: 0.875rem; }
.head details { font-size: 0.75rem; }
.head details[open] { flex-basis: 100%; }
.head details[open] summary { text-align: right; }
pre { margin: 0.3rem 0; max-height: 20rem; overflow: auto; white-space: pre-wrap; unicode-bidi: plaintext; }

@media (max-width: 30rem) {
  body { padding: 0.8rem 0.6rem 3rem; }
  .numbers { grid-template-columns: 1fr 1fr; }
  .message > .badge { width: 1.7rem; height: 1.7rem; font-size: 0.85rem; }
  .goes-on { padding-left: 2.3rem; }
}
`;
