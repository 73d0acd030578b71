import { story } from '#kit/declaration';
import { EXIT } from '#kit/outcome';
import type { Finished } from '#kit/run';
import { chainSummary } from '#report/chainsummary';
import type { StageLine } from '#report/facts';
import { pipeline } from './action.ts';

/** What the stages came to. */
export interface Performed {
  readonly model: string;
  readonly lines: readonly StageLine[];
  /** by stage, those that were performed */
  readonly finished: ReadonlyMap<string, Finished>;
  /** what the stages had to show, in their order */
  readonly summaries: readonly string[];
}

/** Which stage has each output of the pipeline, under the same name. */
const SOURCES = {
  verdict: 'evaluate',
  reason: 'evaluate',
  'model-digest': 'train',
  'report-file': 'report',
  image: 'containerize',
  digest: 'containerize',
  url: 'deploy',
  revision: 'deploy',
  decision: 'monitor-gate',
} as const satisfies Partial<Record<keyof typeof pipeline.outputs, string>>;

/** Performs the stages up to `until`; outputs of the whole, and one summary: the chain, then what each has to show. */
export default story(
  pipeline,
  async ({ until }, host, perform: (until: string | undefined) => Promise<Performed>) => {
    const { model, lines, finished, summaries } = await perform(until);
    const taken = Object.entries(SOURCES).flatMap(([output, stage]) => {
      const value = finished.get(stage)?.outputs[output];
      return value === undefined ? [] : [[output, value]];
    });
    if (finished.get('deploy')?.status === EXIT.ok) {
      // what goes no further than the evaluation has its page: the report
      const { OVERVIEW, writeOverview } = await import('#stage/overview');
      await writeOverview(OVERVIEW, model, host);
      host.log.info(`The way to production and back: ${OVERVIEW}`);
      taken.push(['overview', await host.files.resolve(OVERVIEW, 'overview')]);
    }
    const stages = Object.fromEntries(lines.map(({ stage, state }) => [stage, state]));
    return {
      outputs: { ...Object.fromEntries(taken), stages: JSON.stringify(stages) },
      summary: [chainSummary(lines), ...summaries].join('\n\n'),
    };
  },
);
