import { BOUND, type Cell, NOMINAL } from './cell.ts';
import { shareOf } from './rate.ts';

const WIDTH = 960;
const LEFT = 400;
const ROW = 20;
const TOP = 56;
const MOST = 0.3;

/** Of fewer draws one or two errors are a great rate: those stand in the table alone. */
const DRAWS = 150;

function isSettled({ errors }: Cell): boolean {
  return Object.values(errors).every(({ trials }) => trials >= DRAWS);
}

/**
 * Greatest error of each place of the grid as a dot, a row a subject and its circumstances, larger n darker. What is only
 * drawn beside, as no bound holds it, has hollow dots.
 */
export function chartOf(all: readonly Cell[], others: readonly Cell[]): string {
  const [cells, beside] = [all.filter(isSettled), others.filter(isSettled)];
  const named = ({ subject, circumstances }: Cell) => `${subject}, ${circumstances}`;
  const rows = [
    ...[...Map.groupBy(cells, named)].map((row) => ({ row, kind: 'held' })),
    ...[...Map.groupBy(beside, named)].map(([name, own]) => ({
      row: [name.startsWith('canary') ? `Kayenta: ${name.slice(8)}` : name, own] as const,
      kind: 'beside',
    })),
  ];
  const x = (share: number) => LEFT + (WIDTH - LEFT - 30) * (Math.min(share, MOST) / MOST);
  const height = TOP + rows.length * ROW + 30;
  const mark = (share: number, text: string, dash: string, anchor: 'end' | 'start') =>
    `<line x1="${x(share)}" x2="${x(share)}" y1="${TOP - 14}" y2="${height - 26}" class="mark" stroke-dasharray="${dash}"/><text x="${x(share)}" y="${TOP - 20}" text-anchor="${anchor}">${text}</text>`;
  const ticks = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map(
    (share) =>
      `<text x="${x(share)}" y="${height - 8}" text-anchor="middle">${Math.round(share * 100)} %</text>`,
  );
  const lines = rows.map(({ row: [name, own], kind }, at) => {
    const y = TOP + at * ROW;
    const dots = own.map(
      (cell) =>
        `<circle class="${kind}" cx="${x(worst(cell)).toFixed(1)}" cy="${y}" r="4.5" fill-opacity="${shade(cell.n)}"><title>${cell.name}: ${(100 * worst(cell)).toFixed(1)} %</title></circle>`,
    );
    return `<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${name}</text><line x1="${LEFT}" x2="${WIDTH - 30}" y1="${y}" y2="${y}" class="row"/>${dots.join('')}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Greatest one-sided error of each decision path">
<style>text{font:12px system-ui,sans-serif;fill:#444}circle{fill:#0a5fa8}.beside{fill:none;stroke:#8a4b08;stroke-width:1.5}.row{stroke:#ddd}.mark{stroke:#c0392b}@media(prefers-color-scheme:dark){text{fill:#ccc}circle{fill:#6db3f2}.beside{fill:none;stroke:#f0a860}.row{stroke:#444}}</style>
<text x="12" y="18">Greatest one-sided error; a dot for each number of rows that was drawn ${DRAWS} times or more, the more rows the darker; hollow: other tools' rules</text>
${mark(NOMINAL, 'nominal', '2 3', 'end')}
${mark(BOUND, 'bound', '6 3', 'start')}
${lines.join('\n')}
${ticks.join('')}
</svg>
`;
}

function worst({ errors }: Cell): number {
  return Math.max(...Object.values(errors).map(shareOf));
}

/** From light for 30 rows to dark for a million. */
function shade(n: number): string {
  return (0.25 + 0.75 * Math.min(1, Math.max(0, Math.log10(n / 30) / 4.5))).toFixed(2);
}
