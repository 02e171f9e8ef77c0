import { AppError } from '../../domain/errors.ts';

/** What Express and its body parsers refuse, said as ours: what was wrong, and what would do. Undefined for other errors. */
export function unreadableRequest(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  const { status } = error;
  const kind = 'type' in error ? error.type : undefined;
  if (kind === 'entity.parse.failed') return new AppError('not-json', { detail: 'The body is not JSON.' });
  if (status === 413)
    return new AppError('too-large', { detail: tooLarge('limit' in error ? error.limit : undefined) });
  if (status === 415) return new AppError('unsupported-media-type', { detail: detailOf415(kind) });
  if (status < 400 || status >= 500) return undefined;
  return new AppError('bad-request', { detail: detailOf400(error, kind) });
}

function tooLarge(limit: unknown): string {
  return typeof limit === 'number' ? `The body may have at most ${limit} bytes.` : 'Send a smaller body.';
}

function detailOf415(kind: unknown): string {
  if (kind === 'encoding.unsupported') return 'Content-Encoding may be gzip, deflate or br, or left out.';
  if (kind === 'charset.unsupported') return 'Content-Type names a charset that is not supported: send UTF-8.';
  return 'Content-Type names a kind of body that is not supported here.';
}

function detailOf400(error: Error, kind: unknown): string {
  if (error instanceof URIError) return 'The address has a "%" in it that is no character: write one as %25.';
  if ('code' in error && String(error.code).startsWith('Z_')) return 'The body is not packed as Content-Encoding says.';
  if (kind === 'request.size.invalid') return 'The body is shorter or longer than Content-Length says.';
  return 'The body, or its headers, cannot be read.';
}
