import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ApiFailure } from '#lib/client';
import { api, dataOf } from '../api/api.js';
import { session } from '../api/session.js';
import { FailureNotice } from '../shared/failure-notice.jsx';

/** Password, and the code where the API slows sign-ins down: with both, the owner gets in at once. */
export function SignInForm({ email = '' }: { email?: string }) {
  const form = useForm({ initialValues: { email, password: '', twoFACode: '' } });
  const signIn = useMutation({
    mutationFn: ({ twoFACode, ...body }: typeof form.values) =>
      dataOf(api.POST('/api/v1/auth/login', { body: { ...body, ...(twoFACode === '' ? {} : { twoFACode }) } })),
    onSuccess: (signedIn) => session.begin(signedIn),
  });
  const isLocked = signIn.error instanceof ApiFailure && signIn.error.status === 429;

  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
      <Stack>
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          autoFocus={email === ''}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          autoFocus={email !== ''}
          {...form.getInputProps('password')}
        />
        {isLocked || form.values.twoFACode !== '' ? (
          <TextInput
            label="Code of your authenticator app"
            description="With password and code together you get in at once."
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            {...form.getInputProps('twoFACode')}
          />
        ) : null}
        <FailureNotice error={signIn.error} />
        <Button type="submit" loading={signIn.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
