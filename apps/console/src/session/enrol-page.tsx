import { Anchor, Button, Code, List, PasswordInput, PinInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { renderSVG } from 'uqr';
import { api, dataOf } from '../api/api.js';
import { KEYS } from '../api/queries.js';
import type { Me } from '../api/session.js';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Front } from './front.jsx';

/** An admin turns on the second factor: enrolment code and password, then the QR code, then the recovery codes, once. */
export function EnrolPage({ onSkip }: { onSkip: () => void }) {
  const queries = useQueryClient();
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[] | null>(null);
  const setUp = useMutation({
    mutationFn: (body: { enrolmentCode: string; password: string }) =>
      dataOf(api.POST('/api/v1/auth/2fa/setup', { body })),
  });
  const enable = useMutation({
    mutationFn: (code: string) => dataOf(api.POST('/api/v1/auth/2fa/enable', { body: { code } })),
    onSuccess: ({ recoveryCodes: codes }) => setRecoveryCodes(codes),
  });
  const form = useForm({ initialValues: { enrolmentCode: '', password: '' } });
  // What the API says of it itself may be some seconds old.
  const isOn = (): void => {
    queries.setQueryData<Me>(KEYS.me, (me) => me && { ...me, twoFAEnabled: true });
  };

  if (recoveryCodes !== null) {
    return (
      <Front title="Keep these recovery codes">
        <Stack>
          <Text size="sm">Each opens the account once without the app. They are shown this once.</Text>
          <div className="recovery-codes">
            {recoveryCodes.map((code) => (
              <div key={code}>{code}</div>
            ))}
          </div>
          <Button onClick={isOn}>I have kept them</Button>
        </Stack>
      </Front>
    );
  }
  if (setUp.data !== undefined) {
    const { secret, otpauthUri } = setUp.data;
    return (
      <Front title="Add it to your authenticator app">
        <Stack>
          <div
            className="qr"
            role="img"
            aria-label="QR code"
            dangerouslySetInnerHTML={{ __html: renderSVG(otpauthUri) }}
          />
          <Text size="sm">
            Or type this secret: <Code>{secret}</Code>
          </Text>
          <Text size="sm" id="enable-code">
            Then the code that the app shows
          </Text>
          <PinInput
            length={6}
            type="number"
            oneTimeCode
            disabled={enable.isPending}
            aria-labelledby="enable-code"
            getInputProps={(index) => ({ 'aria-label': `Digit ${index + 1} of the code` })}
            onComplete={(code) => enable.mutate(code)}
          />
          <FailureNotice error={enable.error} />
        </Stack>
      </Front>
    );
  }
  return (
    <Front title="Set up the second factor">
      <form onSubmit={form.onSubmit((values) => setUp.mutate(values))}>
        <Stack>
          <List size="sm" type="ordered">
            <List.Item>
              Get an enrolment code: another admin makes one under Admins, or an operator with{' '}
              <Code>npm run password</Code>. It is good for 30 minutes.
            </List.Item>
            <List.Item>Enter it with your password.</List.Item>
          </List>
          <TextInput label="Enrolment code" required autoFocus {...form.getInputProps('enrolmentCode')} />
          <PasswordInput
            label="Password"
            required
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <FailureNotice error={setUp.error} />
          <Button type="submit" loading={setUp.isPending}>
            Go on
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={onSkip}>
            Only look for now; changes ask for a code
          </Anchor>
        </Stack>
      </form>
    </Front>
  );
}
