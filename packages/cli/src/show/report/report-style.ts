/** The report's whole style sheet. Fonts are the reader's own, colours follow his choice of light or dark, and of paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f8, #14161b); --card: light-dark(#ffffff, #1e2128); --line: light-dark(#dfe2ea, #31353f);
  --ink: light-dark(#1b1e27, #e8eaf0); --quiet: light-dark(#5d6475, #9aa2b5);
  --good: light-dark(#1d7a4c, #6fd3a0); --bad: light-dark(#b03a28, #ff9c8a);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 60rem; padding: 1.25rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0.2rem 0; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.6rem; font-size: 1.15rem; }
p { margin: 0.3rem 0; }
.quiet { color: var(--quiet); font-size: 0.875rem; }
.verdict { font-size: 1.1rem; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); }
.card { padding: 0.8rem 0.9rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; overflow-x: auto; }
.card + .card { margin-top: 0.6rem; }
svg { display: block; width: 100%; height: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.35rem 0.6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
tr:first-child th, tr:first-child td { border-top: 0; }
tbody th, td:nth-child(2) code { overflow-wrap: normal; white-space: nowrap; }
thead th { color: var(--quiet); font-size: 0.8rem; font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.samples { margin: 0.3rem 0 0; padding: 0; list-style: none; max-height: 12rem; overflow: auto; }
code, .samples { font: 0.8rem/1.4 ui-monospace, monospace; color: var(--quiet); }
@media print { body { max-width: none; } .card { break-inside: avoid; } .samples { max-height: none; } }
@media (max-width: 30rem) { body { padding: 0.8rem 0.6rem 3rem; } th, td { padding: 0.3rem; font-size: 0.875rem; } }
`;
