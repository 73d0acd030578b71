/** HTTP status of a request that was refused, also where it is the cause of a mistake or fault; null otherwise. */
export function statusOf(error: unknown): number | null {
  return statusIn(error) ?? (error instanceof Error ? statusIn(error.cause) : null);
}

function statusIn(error: unknown): number | null {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' ? status : null;
}
