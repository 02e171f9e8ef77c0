import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { post } from '../api/client.ts';

/** What would move if it were stored as it is typed; asked a moment after the last key, undefined until it is known, null when it cannot be told. */
export function useAhead<Answer>(path: string, { body, wanted }: { body: object; wanted: boolean }) {
  const text = JSON.stringify(body);
  const [asked] = useDebouncedValue(text, 500);
  const isAsked = wanted && asked === text;
  const preview = useQuery({
    queryKey: ['calendar-preview', path, asked],
    enabled: isAsked,
    retry: false,
    queryFn: () => post<Answer>(path, JSON.parse(asked)),
  });
  if (!isAsked) return undefined;
  return preview.isError ? null : preview.data;
}
