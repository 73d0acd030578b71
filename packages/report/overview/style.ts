import { STYLE } from '../style.ts';

/** What the overview has besides the looks of every report. */
export const OVERVIEW_STYLE = `${STYLE}
.strip { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 1.4rem; margin: 1rem 0 0.4rem; padding: 0; list-style: none; }
.strip li { position: relative; display: flex; flex-direction: column; gap: 0.2rem; padding: 0.7rem 0.8rem; border: 1px solid var(--line); border-top: 3px solid var(--tone); border-radius: 0.6rem; background: var(--panel); min-width: 0; }
.strip li + li::before { content: "→"; position: absolute; left: -1.2rem; top: 45%; color: var(--muted); }
.strip li.empty { border-style: dashed; } .strip .what { font-size: 0.92rem; } .strip .badge { align-self: start; }
.strip .when { font-size: 0.8rem; } .back { margin-bottom: 0; }
.timeline.lanes > svg { height: 242px; } .lanes svg .step { stroke: var(--line); } .lanes .done .full { fill: var(--accent); stroke: var(--page); } .lanes > svg { overflow: visible; }
.drift td { min-width: 7.5rem; } .drift thead th { white-space: normal; min-width: 7.5rem; }
.amount { display: block; width: 100%; height: 0.7rem; } .amount .back { fill: var(--faint); } .amount .bar { fill: var(--tone); } .amount .bound { stroke: var(--text); stroke-width: 1.5; }
.drift .figure { font-size: 0.85rem; font-variant-numeric: tabular-nums; }
td.prose { max-width: 60ch; }
@media (max-width: 60rem) { .strip { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
@media (max-width: 32rem) { .strip { grid-template-columns: 1fr; gap: 0.5rem; } .strip li + li::before { content: none; } .lanes svg text { font-size: 10px; } }
`;
