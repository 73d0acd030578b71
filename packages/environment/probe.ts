/**
 * What a Python says about itself and its machine, as one line of JSON. Runs on Python 3.6 and later. One program
 * asks for all of it, so that target and host facts come from the interpreter the environment is made for.
 */
export const PROBE = `
import json, os, platform, subprocess, sys, sysconfig

def read(path):
    try:
        with open(path, encoding='utf-8', errors='replace') as file:
            return file.read()
    except OSError:
        return ''

def field(text, name, between):
    for line in text.splitlines():
        key, found, value = line.partition(between)
        if found and key.strip() == name:
            return value.strip().strip('"')
    return None

def processor():
    if sys.platform == 'darwin':
        try:
            return subprocess.check_output(['sysctl', '-n', 'machdep.cpu.brand_string']).decode().strip()
        except Exception:
            return None
    return field(read('/proc/cpuinfo'), 'model name', ':') or platform.processor() or None

def release():
    if sys.platform == 'darwin':
        return 'macOS ' + platform.mac_ver()[0]
    if sys.platform == 'win32':
        return 'Windows ' + platform.version()
    return field(read('/etc/os-release'), 'PRETTY_NAME', '=')

def c_library():
    if not sys.platform.startswith('linux'):
        return None
    musl = 'musl' in ' '.join(str(sysconfig.get_config_var(name)) for name in ('HOST_GNU_TYPE', 'SOABI'))
    return 'musl' if musl else 'glibc'

def c_library_version():
    try:
        return os.confstr('CS_GNU_LIBC_VERSION')
    except (AttributeError, ValueError, OSError):
        return c_library()

machine = platform.machine().lower()
free = sysconfig.get_config_var('Py_GIL_DISABLED') == 1
print(json.dumps({
    'python': {
        'implementation': sys.implementation.name + ('-freethreaded' if free else ''),
        'version': platform.python_version(),
    },
    'target': {
        'os': 'linux' if sys.platform.startswith('linux') else sys.platform,
        'arch': {'amd64': 'x86_64', 'arm64': 'aarch64'}.get(machine, machine),
        'libc': c_library(),
    },
    'host': {
        'os': release(),
        'kernel': platform.release(),
        'libc': c_library_version(),
        'cpu': processor(),
    },
}))
`;
