import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { HostFacts } from './manifest.ts';
import type { Python } from './python.ts';

/** What is outside the lock: recorded and compared, in no key unless asked for. */
export async function hostFacts(
  python: Python,
  uvVersion: string,
  host: Pick<Host, 'exec' | 'files' | 'env'>,
): Promise<HostFacts> {
  const { ImageOS, ImageVersion } = host.env;
  return {
    ...python.host,
    image: ImageOS === undefined ? null : `${ImageOS} ${ImageVersion ?? ''}`.trim(),
    gpu: await gpus(host),
    tool: { name: 'uv', version: uvVersion },
  };
}

/** What the NVIDIA driver lists; nothing where it is not installed. Serial numbers are left out. */
async function gpus({ exec, files }: Pick<Host, 'exec' | 'files'>): Promise<HostFacts['gpu']> {
  const query = ['--query-gpu=name,driver_version,compute_cap', '--format=csv,noheader'];
  try {
    const ended = await exec.run(['nvidia-smi', ...query], { cwd: files.root, onLine: () => {} });
    return ended.code === 0 ? gpusOf(ended.stdout) : [];
  } catch (error) {
    if (error instanceof Mistake) return [];
    throw error;
  }
}

/** Lines of `nvidia-smi --query-gpu=name,driver_version,compute_cap --format=csv,noheader`. */
export function gpusOf(answer: string): HostFacts['gpu'] {
  const lines = answer.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', driver = '', computeCapability = ''] = line.split(',').map((field) => field.trim());
    return { name, driver, computeCapability };
  });
}
