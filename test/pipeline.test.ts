import { expect, test } from 'vitest';
import { runAction } from '#harness/bundle';
import { FakeGitHub } from '#harness/github';
import { freePort } from '#harness/port';
import { changed, tinyProject } from '#harness/project';

/** Serves the model it finds: alive, and true about its bytes. */
const SERVE = `import hashlib, json, os
from http.server import BaseHTTPRequestHandler, HTTPServer

DIGEST = hashlib.sha256(open(os.environ["MLOPS_MODEL"], "rb").read()).hexdigest()

class Model(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"model": DIGEST}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(os.environ["MLOPS_PORT"])), Model).serve_forever()
`;

async function served() {
  const port = await freePort();
  const gate = 'gates: ["roc_auc >= 0.7"]\n';
  const more = `containerize: { image: ghcr.io/acme/tiny, files: [serve.py] }
deploy: { serve: "python3 serve.py", port: ${port}, timeout: 30 s }
monitor-gate: { reference: predictions.csv }
`;
  return { project: tinyProject({ 'mlops.yml': changed(gate, gate + more), 'serve.py': SERVE }), port };
}

const RIGHTS = { contents: 'write', actions: 'read', deployments: 'write' } as const;

test('uses: org/mlops@v1 goes from raw data to a running service in one step, with one summary and one page', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const { project, port } = await served();
  using workspace = project;
  const ran = await runAction('pipeline', workspace, github, { permissions: RIGHTS });
  try {
    expect(ran.status, ran.log).toBe(0);
    expect(JSON.parse(ran.outputs['stages'] ?? '')).toEqual({
      train: 'ran',
      evaluate: 'ran',
      report: 'ran',
      containerize: 'ran',
      deploy: 'ran',
      'monitor-gate': 'skipped',
    });
    expect(ran.outputs).toMatchObject({
      verdict: 'pass',
      image: expect.stringMatching(/^ghcr\.io\/acme\/tiny@sha256:[0-9a-f]{64}$/),
      url: `http://127.0.0.1:${port}`,
      revision: 'r1',
    });
    const answer: unknown = await (await fetch(`http://127.0.0.1:${port}/version`)).json();
    expect(answer).toEqual({ model: ran.outputs['model-digest'] });
    expect(ran.summary).toMatch(/^## All stages went on[\s\S]*roc_auc[\s\S]*r1 serves in production/);
    expect(workspace.read('.mlops/overview.html')).toContain(
      '<strong>r1</strong> serves in <strong>production',
    );
    expect(github.violations).toEqual([]);
  } finally {
    await runAction('deploy', workspace, github, {
      with: { action: 'retire' },
      attempt: 2,
      permissions: RIGHTS,
    });
  }
});

test('a pull request is trained, judged and packed, and nothing is deployed', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const { project } = await served();
  using workspace = project;
  const event = { event: 'pull_request', ref: 'refs/pull/7/merge' };
  const ran = await runAction('pipeline', workspace, github, { ...event, permissions: RIGHTS });
  expect(ran.status, ran.log).toBe(0);
  expect(JSON.parse(ran.outputs['stages'] ?? '')).toMatchObject({ containerize: 'ran', deploy: 'skipped' });
  expect(ran.log).toMatch(/deploy +skipped +the event is pull_request/);
  expect(ran.outputs['url']).toBeUndefined();
  expect(github.deployments.made.size).toBe(0);
});
