/**
 * A tool's name for a metric as a gate can spell it: letters, digits, `_`, `.` and `-`. `/`, by which MLflow and
 * TensorBoard group, becomes `.`; anything else, `_`.
 */
export function gateName(name: string): string {
  const plain = name
    .trim()
    .replaceAll(/[/\\]+/g, '.')
    .replaceAll(/[^\w.-]+/g, '_')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[.-]+|[.]+$/g, '');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}
