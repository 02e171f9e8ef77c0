import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { isProblem, Problem } from '../api/problem.ts';
import { signIn } from './session.tsx';
import './sign-in.css';

/** Where to go after signing in: only addresses of this app. */
function targetOf(state: unknown): string {
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' && /^\/(?!\/)/.test(from) ? from : '/workflows';
}

function wordsFor(error: Error, t: (key: string) => string): string {
  if (isProblem(error, 'wrong-credentials')) return t('signIn.wrong');
  if (isProblem(error, 'too-many-requests')) return t('signIn.tooMany');
  if (error instanceof Problem && error.status === 0) return t('problem.offlineHelp');
  return error.message;
}

/** The session that begins with the form, and where it leads. */
function useEntering() {
  const navigate = useNavigate();
  const location = useLocation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => signIn(email.trim(), password),
    onSuccess: async () => {
      await client.resetQueries();
      void navigate(targetOf(location.state), { replace: true });
    },
  });
}

function SignInForm() {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const entering = useEntering();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate({ email, password });
  };
  return (
    <Stack component="form" gap={14} onSubmit={submit}>
      {entering.isError ? (
        <Alert color="red" variant="light" role="alert" p="xs">
          {wordsFor(entering.error, t)}
        </Alert>
      ) : null}
      <TextInput
        label={t('signIn.email')}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-autofocus
        autoFocus
      />
      <PasswordInput
        label={t('signIn.password')}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
      />
      <Button type="submit" loading={entering.isPending} fullWidth mt={4}>
        {t('signIn.action')}
      </Button>
    </Stack>
  );
}

/** `/sign-in`. */
export function SignInPage() {
  const { t } = useTranslation();
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <span className="brand">
          <img src="/icon.svg" alt="" />
          Cadenza
        </span>
        <h1>{t('signIn.title')}</h1>
        <p>{t('signIn.help')}</p>
        <SignInForm />
      </div>
    </main>
  );
}
