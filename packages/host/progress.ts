import type { Clock, Progress } from '#kit/ports';

const QUIET_MS = 2_000;
const LINE_EVERY_MS = 10_000;

/** Where progress is shown: a terminal refreshes one line, anything else gets a line now and then. */
export interface ProgressSurface {
  readonly terminal: boolean;
  write(text: string): void;
  line(text: string): void;
}

/** Shows nothing for two seconds; then one refreshed line (terminal) or a line every ten seconds. */
export function startProgress(label: string, clock: Clock, surface: ProgressSurface): Progress {
  const start = clock.elapsed();
  let shownAt = start;
  let state = '';
  const show = () => {
    const now = clock.elapsed();
    const wait = surface.terminal ? 500 : LINE_EVERY_MS;
    if (now - start < QUIET_MS || now - shownAt < Math.min(wait, now - start)) return;
    shownAt = now;
    const text = `${label} … ${duration(now - start)}${state}`;
    if (surface.terminal) surface.write(`\r\u001b[2K${text.slice(0, 79)}`);
    else surface.line(text);
  };
  const timer = setInterval(show, 500);
  timer.unref();
  return {
    update(done, total, unit) {
      state = `, ${amount(done, total, unit)}`;
      show();
    },
    end() {
      clearInterval(timer);
      if (surface.terminal && shownAt > start) surface.write('\r\u001b[2K');
    },
  };
}

function amount(done: number, total: number | undefined, unit = ''): string {
  const size = (value: number) =>
    unit === 'bytes' ? `${(value / 1e6).toFixed(1)} MB` : `${value} ${unit}`.trim();
  if (total === undefined || total === 0) return size(done);
  return `${size(done)} of ${size(total)} (${Math.floor((100 * done) / total)} %)`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
