/** The report's looks: system fonts, light and dark by preference, printable, readable from 320 px up. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f8fa; --line: #d4dae1; --faint: #e8ecf0;
  --text: #1b2128; --muted: #57606a; --accent: #0757b8;
  --good: #176f2c; --good-back: #e5f6e9; --warn: #7f5300; --warn-back: #fff4d1;
  --bad: #b3202a; --bad-back: #fdeaea; --open: #4b5560; --open-back: #eceff2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1318; --panel: #171d24; --line: #333c46; --faint: #232a32;
    --text: #e7ecf1; --muted: #9aa6b2; --accent: #72b1ff;
    --good: #58c877; --good-back: #12291a; --warn: #e2b341; --warn-back: #2d2510;
    --bad: #ff8a84; --bad-back: #361a1c; --open: #aab4bf; --open-back: #232a32;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem;
  background: var(--page); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.65rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 2.75rem 0 0.75rem; font-size: 1.2rem; }
h3 { margin: 1.75rem 0 0.5rem; font-size: 1rem; } h2 + h3 { margin-top: 0.5rem; } h3 code { font-size: 1rem; }
p { margin: 0.4rem 0; max-width: 75ch; }
a { color: var(--accent); }
code { font: 0.88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.muted { color: var(--muted); }
.good { --tone: var(--good); --back: var(--good-back); }
.warn { --tone: var(--warn); --back: var(--warn-back); }
.bad { --tone: var(--bad); --back: var(--bad-back); }
.open { --tone: var(--open); --back: var(--open-back); }

.verdict { padding: 1.25rem 1.5rem; border-radius: 0.75rem; background: var(--back); border: 1px solid var(--tone); }
.verdict h1 { display: flex; gap: 0.75rem; align-items: flex-start; }
.verdict h1 strong { color: var(--tone); }
.verdict .sign {
  flex: none; width: 2rem; height: 2rem; border-radius: 50%; background: var(--tone); color: var(--page);
  display: grid; place-items: center; font-size: 1.15rem; line-height: 1;
}
.verdict .reason { margin: 0.75rem 0 0.25rem; font-size: 1.08rem; max-width: 80ch; }
.facts { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin: 1rem 0 0; padding: 0 0.1rem; list-style: none; color: var(--muted); }

.skip { position: absolute; left: -100vw; padding: 0.4rem 0.8rem; background: var(--page); } .skip:focus { left: 1rem; top: 0.5rem; z-index: 1; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.15rem 1.25rem; margin: 0 0 1rem; padding: 0; list-style: none; font-size: 0.92rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 0.6rem; }
.scroll:focus-visible, button:focus-visible, summary:focus-visible, a:focus-visible, main:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; overflow-wrap: normal; }
caption { text-align: left; padding: 0.6rem 0.9rem; color: var(--muted); font-size: 0.9rem; border-bottom: 1px solid var(--line); }
th, td { padding: 0.45rem 0.9rem; text-align: left; vertical-align: top; border-top: 1px solid var(--faint); }
thead th { border-top: 0; background: var(--panel); font-size: 0.85rem; font-weight: 600; color: var(--muted); white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 500; }
th.number, td.number { text-align: right; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
td.prose { min-width: 12.5rem; }
td.gate { min-width: 10.5rem; } td.slice, th.slice { min-width: 7.5rem; }
td.gate, td.slice, th.slice, td.prose, td.name { overflow-wrap: anywhere; }
td.digest { overflow-wrap: anywhere; }
.badge {
  display: inline-block; padding: 0 0.55rem; border-radius: 1rem; background: var(--back); color: var(--tone);
  font-size: 0.85rem; font-weight: 600; white-space: nowrap;
}
.undefined { color: var(--muted); }
.better { color: var(--good); } .worse { color: var(--bad); }
.word { display: inline-block; min-width: 3.1em; margin-left: 0.4rem; text-align: left; font-size: 0.85em; }
thead button { all: unset; cursor: pointer; }
thead button::after { content: "\\2195"; margin-left: 0.3em; opacity: 0.45; }
[aria-sort=ascending] button::after { content: "\\2191"; opacity: 1; }
[aria-sort=descending] button::after { content: "\\2193"; opacity: 1; }

th.plot { min-width: 11rem; width: 34%; }
.scale { display: flex; justify-content: space-between; font-weight: 400; font-variant-numeric: tabular-nums; }
td.plot { padding-block: 0; vertical-align: middle; }
.plot svg { display: block; width: 100%; height: 2.1rem; overflow: visible; }
svg .track { stroke: var(--faint); stroke-width: 1; }
svg .whole { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 2 3; }
svg .bound { stroke: var(--text); stroke-width: 2; }
svg .link { stroke: var(--muted); stroke-width: 2; }
svg .baseline { fill: var(--page); stroke: var(--muted); stroke-width: 2; }
svg .candidate { fill: var(--accent); stroke: var(--page); stroke-width: 1.5; }
svg .candidate.bad { fill: var(--bad); } svg .candidate.warn { fill: var(--warn); }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; margin: 0.25rem 0 0.6rem; padding: 0; list-style: none; color: var(--muted); font-size: 0.9rem; }
.legend li { display: flex; gap: 0.4rem; align-items: center; }
.legend svg { width: 1.1rem; height: 1.1rem; }
.timeline { margin: 0; } .timeline > svg { display: block; width: 100%; height: 13rem; overflow: visible; }
.timeline svg text { font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.timeline svg text.tick { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 11px; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18.5rem), 1fr)); gap: 0.5rem 1.75rem; }
.plots.matrices { grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.plot-card { min-width: 0; } .plot-card figure { margin: 0; } .plot-card h3 { margin-top: 1rem; }
.plot-card figure > svg { display: block; width: 100%; height: auto; max-width: 30rem; margin-bottom: 0.4rem; }
.plot-card svg text { font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.plot-card details { margin: 0.3rem 0 0.6rem; } .plot-card summary { font-weight: 400; font-size: 0.92rem; }
svg .grid { stroke: var(--faint); stroke-width: 1; } svg .zero { fill: none; stroke: var(--text); stroke-width: 1; }
svg .curve-now { fill: none; stroke: var(--accent); stroke-width: 2.25; stroke-linejoin: round; } svg .curve-now.thin { stroke-width: 1.25; }
svg .curve-before { fill: none; stroke: var(--text); stroke-width: 1.5; stroke-dasharray: 6 4; stroke-linejoin: round; }
svg .curve-chance { fill: none; stroke: var(--muted); stroke-width: 1.25; stroke-dasharray: 1.5 3.5; }
svg .dot-now { fill: var(--accent); stroke: var(--page); stroke-width: 1; } svg .count-bar { fill: var(--line); }
svg .whisker { stroke: var(--text); stroke-width: 1.5; } svg .margin { stroke: var(--bad); stroke-width: 1.75; stroke-dasharray: 5 3; }
svg .spread-yes { fill: var(--accent); fill-opacity: 0.28; stroke: var(--accent); stroke-width: 2; }
svg .spread-no { fill: var(--muted); fill-opacity: 0.14; stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 4 3; }
svg .cell { fill: var(--accent); }
.forest .plot svg { height: 3.4rem; } .scroll + .legend { margin-top: 1.25rem; }
.confusion th, .confusion td { padding: 0.35rem 0.5rem; } .confusion thead th { white-space: normal; overflow-wrap: normal; } .confusion .share { font-size: 0.85em; } .confusion td.right { font-weight: 600; outline: 1.5px solid var(--muted); outline-offset: -2px; }
.shade1 { background: color-mix(in srgb, var(--accent) 5%, var(--page)); }
.shade2 { background: color-mix(in srgb, var(--accent) 10%, var(--page)); }
.shade3 { background: color-mix(in srgb, var(--accent) 15%, var(--page)); }
.shade4 { background: color-mix(in srgb, var(--accent) 20%, var(--page)); }
.shade5 { background: color-mix(in srgb, var(--accent) 25%, var(--page)); }
.shade6 { background: color-mix(in srgb, var(--accent) 30%, var(--page)); }
.shade7 { background: color-mix(in srgb, var(--accent) 35%, var(--page)); }
.shade8 { background: color-mix(in srgb, var(--accent) 40%, var(--page)); }
.shade9 { background: color-mix(in srgb, var(--accent) 45%, var(--page)); }
td.time { white-space: nowrap; }
svg .span { stroke: var(--line); stroke-width: 5; stroke-linecap: butt; }
svg .step { stroke: var(--muted); stroke-width: 1.5; }
svg .limit { stroke: var(--text); stroke-width: 1.5; } svg .before { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg.mark { overflow: visible; }
.mark .full { fill: var(--tone); stroke: var(--page); stroke-width: 1.5; } .mark .hollow { fill: var(--page); stroke: var(--tone); stroke-width: 2; }
.mark .cross { fill: none; stroke: var(--tone); stroke-width: 2.5; stroke-linecap: round; } .mark .ring { fill: none; stroke: var(--tone); stroke-width: 1.5; }
.tick.narrow { display: none; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
.card { border: 1px solid var(--line); border-radius: 0.6rem; padding: 0.75rem 1rem; min-width: 0; margin: 0 0 1rem; } .cards .card { margin: 0; }
.card h3 { margin: 0 0 0.5rem; display: flex; flex-wrap: wrap; gap: 0.5rem; justify-content: space-between; } .card p { margin: 0.35rem 0 0; font-size: 0.92rem; }
.histogram { margin: 0; } .histogram svg { display: block; width: 100%; height: 8.5rem; overflow: hidden; }
.histogram svg text { font-size: 11px; fill: var(--muted); font-variant-numeric: tabular-nums; }
svg .before-bar { fill: var(--faint); stroke: var(--muted); stroke-width: 1; } svg .now-bar { fill: var(--accent); }
details { margin: 1rem 0; } summary { cursor: pointer; padding: 0.25rem 0; font-weight: 600; }
ul.notes { padding-left: 1.2rem; max-width: 85ch; } ul.notes li { margin: 0.3rem 0; }
.lineage ul { margin: 0.1rem 0 0.4rem; padding-left: 1.1rem; border-left: 1px solid var(--line); list-style: none; }
.lineage > ul { margin-left: 0.4rem; } .lineage li { margin: 0.35rem 0; max-width: 95ch; } .lineage li > ul { margin-top: 0.35rem; }
.lineage .stage { font-weight: 600; } .lineage .role, .lineage .why { color: var(--muted); }
.lineage .why { font-size: 0.9rem; } .lineage li.broken > .why { color: var(--bad); }
.lineage .badge { min-width: 7.2em; text-align: center; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.9rem; }

@media (max-width: 40rem) {
  body { font-size: 14px; padding-top: 1rem; }
  .verdict { padding: 1rem; } h1 { font-size: 1.3rem; }
  th, td { padding: 0.4rem 0.55rem; }
  th.plot { min-width: 6.5rem; } td.undefined { white-space: normal; }
  .sortable th, .sortable td { padding-inline: 0.4rem; } thead button::after { content: none; }
  [aria-sort] button { text-decoration: underline; }
  .lineage ul { padding-left: 0.6rem; } .lineage .badge { min-width: 0; } .lineage .why { display: block; }
  td.prose { min-width: 13rem; }
  th.slice { min-width: 5.5rem; }
  .forest td.number { white-space: normal; } .forest th.slice { min-width: 6.6rem; }
  .tick.wide { display: none; } .tick.narrow { display: inline; } .timeline > svg { height: 11rem; }
  .gates, .gates tbody { display: block; }
  .gates caption { display: block; }
  .gates thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .gates tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.3rem 0.6rem; padding: 0.7rem; border-top: 1px solid var(--faint); }
  .gates td { padding: 0; border: 0; min-width: 0; }
  .gates td.slice { grid-column: span 2; grid-row: 1; grid-column-start: 2; text-align: right; }
  .gates td.gate, .gates td.prose { grid-column: 1 / -1; }
  .gates td.number { text-align: left; }
  .gates td.number::before { content: attr(data-label); display: block; color: var(--muted); font-size: 0.85em; }
  .gates td.number:empty { visibility: hidden; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --panel: #f6f8fa; --line: #bbb; --faint: #ddd; --text: #000; --muted: #444; --accent: #0757b8;
    --good: #176f2c; --good-back: #fff; --warn: #7f5300; --warn-back: #fff; --bad: #b3202a; --bad-back: #fff; --open: #444; --open-back: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip, details:not([open]) { display: none; }
  .scroll { overflow: visible; } td.prose { min-width: 0; } thead button::after { content: none; }
  tr, .verdict { break-inside: avoid; } h2, h3 { break-after: avoid; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
