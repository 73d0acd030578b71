import { runCli } from './bundle.ts';
import { makeImage, publishLocally } from './image.ts';
import { ModelServer } from './model-server.ts';
import { changed, tinyProject } from './project.ts';
import type { Workspace } from './workspace.ts';

/** A user's script that keeps no platform: it writes down what it was asked, and says what it was told to say. */
const SCRIPT = `{ echo "$MLOPS_ACTION \${MLOPS_REVISION:--} \${MLOPS_TRAFFIC:--}"; } >> calls.txt
env | grep ^MLOPS_ | sort > "asked-$MLOPS_ACTION.txt"
echo "the platform does $MLOPS_ACTION"
if test -e "fail-$MLOPS_ACTION"; then echo "the platform refuses" >&2; exit 3; fi
if test -e "say-$MLOPS_ACTION"; then cat "say-$MLOPS_ACTION"; exit; fi
case "$MLOPS_ACTION" in
  deploy | rollback) echo "{\\"url\\": \\"$(cat url.txt)\\"}" ;;
  *) echo '{}' ;;
esac
`;

/** Two of the four rows that the tiny project's evaluation predicted: 0.1 and 0.8. */
export const GOLDEN = '{"id": 1, "body": {"row": 1}}\n{"id": "4", "body": {"row": 4}}\n';

/** What the evaluation predicted (test/harness/project.ts), as a server answers it. */
export const ANSWERS: Readonly<Record<number, unknown>> = {
  1: { prediction: 0, score: 0.1 },
  4: { prediction: 1, score: 0.8 },
};

export const asPredicted = (body: unknown) => ANSWERS[Number(Reflect.get(Object(body), 'row'))] ?? {};

const DEPLOY = `deploy:
  target: command
  run: bash deploy.sh
  golden: golden.jsonl
  timeout: 1 s
  tolerance: 1e-6
`;

/** A project whose model passed, with its image as an artifact, and a server that answers as was predicted. */
export async function deployable(changes: Readonly<Record<string, string>> = {}): Promise<{
  readonly project: Workspace;
  readonly server: ModelServer;
  readonly model: string;
  readonly image: string;
}> {
  const gates = 'gates: ["roc_auc >= 0.7"]\n';
  const project = tinyProject({
    'mlops.yml': changed(gates, `${gates}${DEPLOY}`),
    'deploy.sh': SCRIPT,
    'golden.jsonl': GOLDEN,
    '.gitignore': 'data/\nout/\n*.txt\nsay-*\nfail-*\n!raw.txt\n',
    ...changes,
  });
  const ran = await runCli(['run', 'evaluate'], project);
  if (ran.status !== 0) throw new Error(ran.log);
  const image = makeImage(project);
  publishLocally(project, image);
  const server = await ModelServer.start();
  server.model = image.model;
  server.answers = asPredicted;
  project.write({ 'url.txt': server.url });
  return { project, server, model: image.model, image: image.digest };
}
