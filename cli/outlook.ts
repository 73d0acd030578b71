import { containerize } from '#actions/containerize/action';
import { evaluate } from '#actions/evaluate/action';
import { train } from '#actions/train/action';
import { openHost } from '#host/host';
import type { Declaration, Fields, Values } from '#kit/declaration';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { read } from '#kit/read';
import type { Project } from '#project/project';
import { URI } from '#record/vocabulary';
import { outlookText } from '#report/outlook';
import { declared } from '#stage/dataset';
import {
  type Outlook,
  outlookOfData,
  outlookOfPackaging,
  outlookOfScoring,
  outlookOfTraining,
} from '#stage/outlook';
import { openScene, type Scene } from '#stage/scene';
import type { Command, Words } from './command.ts';
import { demandFile, openProject, placeFor, sourcesOf } from './invoke.ts';

const STAGES = ['data', train.name, evaluate.name, containerize.name] as const;
type Stage = (typeof STAGES)[number];

/** What `mlops explain` does; loaded when it is asked for. */
export const explainStage: Command['run'] = async (words, env, cwd) => {
  const { names, options } = words;
  const stage = stageOf(names);
  const place = placeFor(words, env, cwd);
  demandFile(place);
  const { root, workspace } = place;
  const host = await openHost({ env, root, workspace, permissions: {}, action: 'explain', looking: true });
  try {
    const outlooks = await outlooksUpTo(stage, await openProject(place, host), host);
    const text = asJson(options)
      ? JSON.stringify({ schema: URI.explanation, outlooks }, null, 2)
      : outlookText(outlooks);
    process.stdout.write(`${text}\n`);
    return EXIT.ok satisfies ExitStatus;
  } finally {
    await host.close();
  }
};

function asJson(options: Words['options']): boolean {
  const format = options.value('format') ?? 'text';
  if (format === 'json' || format === 'text') return format === 'json';
  const remedy = 'Write text or json.';
  throw new Mistake({ subject: '--format', what: 'is no format', remedy, value: format });
}

function stageOf(names: readonly string[]): Stage {
  const [name, ...more] = names;
  const stage = STAGES.find((one) => one === name);
  if (stage !== undefined && more.length === 0) return stage;
  const remedy = `Write mlops explain ${STAGES.join(' | ')}.`;
  if (name === undefined)
    throw new Mistake({ subject: 'explain', what: 'needs the name of a stage', remedy });
  const what = more.length > 0 ? 'is more than one stage' : 'is no stage that can be explained';
  throw new Mistake({ subject: names.join(' '), what, remedy });
}

/** The stages in front of the one that is asked for decide what it would find. */
async function outlooksUpTo(stage: Stage, project: Project, host: Host): Promise<readonly Outlook[]> {
  const training = inputsOf(train, project);
  const scene = await openScene(train.name, training.model, host, project);
  const named = stage === 'data' ? [...project.datasets.keys()] : training.data;
  const { outlooks, data } = await outlookOfData(datasetsOf(named, scene), scene);
  if (stage === 'data') return outlooks;
  const wish = { ...training, model: training['model-path'], semantics: train.semantics };
  const trained = await outlookOfTraining(wish, data, scene);
  if (stage === 'train') return [...outlooks, trained.outlook];
  if (stage === 'containerize') {
    const packing = { ...inputsOf(containerize, project), semantics: containerize.semantics };
    return [...outlooks, trained.outlook, await outlookOfPackaging(packing, trained.kept, scene)];
  }
  const scoring = inputsOf(evaluate, project);
  const { run, predictions } = scoring;
  if (run === undefined || predictions === undefined) {
    const remedy =
      'Give evaluate.run, or read the report: predictions that lie there are judged as they are.';
    throw new Mistake({ subject: 'evaluate.run', what: 'is not given: there is nothing to skip', remedy });
  }
  const seen = await outlookOfData(datasetsOf(scoring.data, scene), scene);
  const scored = { ...scoring, run, predictions, semantics: evaluate.semantics };
  return [...outlooks, trained.outlook, await outlookOfScoring(scored, trained.kept, seen.data, scene)];
}

function datasetsOf(entries: readonly string[], scene: Scene) {
  return entries.map((entry) => declared(entry, scene));
}

function inputsOf<F extends Fields>(declaration: Declaration<F>, project: Project): Values<F> {
  return read(declaration, sourcesOf(declaration, new Map(), project));
}
