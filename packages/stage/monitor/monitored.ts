import type { MonitorVerdict } from '#judge/monitor/verdict';
import type { LateLabels } from '#source/labels';
import type { Served } from '#source/served';
import type { Deployed } from './deployed.ts';
import type { Reference } from './reference.ts';
import type { MonitorPlan } from './wish.ts';

/** Everything a monitor run came to, before it is written down. */
export interface Monitored {
  readonly plan: MonitorPlan;
  readonly name: string | null;
  readonly deployed: Deployed;
  readonly current: Served;
  /** the log of the control, in a canary */
  readonly control: Served | null;
  readonly late: LateLabels;
  readonly reference: Reference | string;
  readonly verdict: MonitorVerdict;
}
