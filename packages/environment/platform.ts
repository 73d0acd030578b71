import process from 'node:process';

/** The machine a tool's wheel has to fit. */
export interface Platform {
  readonly os: 'linux' | 'darwin' | 'win32';
  readonly arch: 'x64' | 'arm64';
  readonly libc: 'glibc' | 'musl' | null;
}

/** The machine this program runs on; null where no tool of ours has a wheel (FreeBSD, 32-bit, s390x, …). */
export function thisPlatform(): Platform | null {
  const { platform, arch } = process;
  if (arch !== 'x64' && arch !== 'arm64') return null;
  if (platform === 'linux') return { os: platform, arch, libc: libcOfNode() };
  if (platform === 'darwin' || platform === 'win32') return { os: platform, arch, libc: null };
  return null;
}

/** Node's report names the C library's version only when it was linked with glibc. */
function libcOfNode(): 'glibc' | 'musl' {
  const report: unknown = process.report.getReport();
  return JSON.stringify(report).includes('"glibcVersionRuntime"') ? 'glibc' : 'musl';
}
