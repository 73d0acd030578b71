import { gatesAsTests } from '#judge/verdict';
import { type Resource, resource, type Statement, testResult } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { conditionsIn } from './conditions.ts';
import { type Findings, modelJudged } from './findings.ts';
import { dataDigests } from './ready.ts';
import { circumstances, type Scene } from './scene.ts';
import { worded } from './wording.ts';

/** The record of an evaluation; `byproducts`: what lies beside verdict and predictions. */
export function statementOf(
  findings: Findings,
  verdictDigest: string,
  byproducts: readonly Resource[],
  scene: Scene,
): Statement {
  const { verdict, scored, data, rubric, definitions, baseline, assembly } = findings;
  const model = modelJudged(findings);
  return testResult(
    {
      project: { model: scene.model, name: findings.name ?? null },
      subject: [
        ...(model === null ? [] : [resource('model', model)]),
        ...(scored === null ? [] : [resource('predictions', scored.digest)]),
        resource(FILE.verdict, verdictDigest),
      ],
      decision: verdict.decision,
      configuration: [
        ...worded(conditionsIn(rubric, definitions), rubric, scene.host),
        ...Object.entries(dataDigests(data)).map(([name, digest]) => resource(name, digest)),
        ...(baseline.facts.kind === 'absent' ? [] : [resource('baseline', baseline.facts.digest)]),
        ...(assembly?.dependencies ?? []),
        ...(verdict.champion === undefined ? [] : [resource('champion', verdict.champion.digest)]),
      ],
      ...gatesAsTests(verdict),
      byproducts,
      keepRows: findings.keepRows,
    },
    circumstances(scene, findings.startedOn, ancestorsOf(findings)),
  );
}

/** Records of what was judged: the training, the scoring, the data, and the evaluation it was compared with. */
function ancestorsOf({ candidate, scored, data, baseline, assembly }: Findings): Resource[] {
  const named: readonly (readonly [string, string | null])[] = [
    ['train', candidate?.fetched.recordDigest ?? null],
    ['score', scored?.record ?? null],
    ...data.map(({ name, record }) => [`data:${name}`, record] as const),
    ['baseline', baseline.record],
  ];
  const own = named.flatMap(([name, sha256]) => (sha256 === null ? [] : [resource(name, sha256)]));
  return [...own, ...(assembly?.ancestors ?? [])];
}
