import type { Clock, Progress } from '#kit/ports';

const QUIET_MS = 2_000;
const REFRESH_MS = 500;
const LINE_EVERY_MS = 10_000;

/** Where progress is shown: a terminal has one line that is refreshed, anything else gets a line now and then. */
export interface ProgressSurface {
  readonly refreshed: boolean;
  /** null: the work has ended */
  show(text: string | null): void;
}

/** Shows nothing for two seconds; then one refreshed line, or a line every ten seconds. */
export function startProgress(label: string, clock: Clock, surface: ProgressSurface): Progress {
  const start = clock.elapsed();
  const every = surface.refreshed ? REFRESH_MS : LINE_EVERY_MS;
  let next = start + QUIET_MS;
  let state = '';
  const show = () => {
    const now = clock.elapsed();
    if (now < next) return;
    next = now + every;
    surface.show(`${label} … ${duration(now - start)}${state}`);
  };
  const timer = setInterval(show, REFRESH_MS);
  timer.unref();
  return {
    update(done, total, unit) {
      state = `, ${amount(done, total, unit)}`;
      show();
    },
    end() {
      clearInterval(timer);
      surface.show(null);
    },
  };
}

/** `12.0 MB of 48.0 MB (25 %)`, `1,200 rows`. */
export function amount(done: number, total?: number, unit = ''): string {
  const size = (value: number) =>
    unit === 'bytes' ? `${(value / 1e6).toFixed(1)} MB` : `${value.toLocaleString('en-US')} ${unit}`.trim();
  if (total === undefined || total <= 0) return size(done);
  return `${size(done)} of ${size(total)} (${Math.min(100, Math.floor((100 * done) / total))} %)`;
}

/** `7 s`, `2 min 5 s`, `1 h 2 min`. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
