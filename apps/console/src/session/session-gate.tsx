import { Button, Center, Loader, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { session } from '../api/session.js';
import { KEYS, useMe } from '../api/queries.js';
import { Front } from './front.jsx';
import { SignInForm } from './sign-in-form.jsx';

const EnrolPage = lazy(async () => ({ default: (await import('./enrol-page.jsx')).EnrolPage }));

/**
 * Lets in who is signed in. A session that ends leaves the screen beneath as it is, with what was typed, and asks to sign
 * in over it.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useSyncExternalStore(session.subscribe, session.read);
  useEffect(() => void session.resume().catch(() => session.leave()), []);
  switch (state) {
    case 'resuming':
      return (
        <Center h="100vh">
          <Loader aria-label="loading" />
        </Center>
      );
    case 'none':
      return (
        <Front title="Daily returns">
          <SignInForm />
        </Front>
      );
    case 'open':
    case 'ended':
      return <SignedIn ended={state === 'ended'}>{children}</SignedIn>;
  }
}

function SignedIn({ ended, children }: { ended: boolean; children: ReactNode }) {
  const queries = useQueryClient();
  const { data: me, refetch } = useMe();
  const wasEnded = useRef(false);
  const [skipped, setSkipped] = useState(false);
  const userId = useRef<string | null>(null);

  useEffect(() => {
    if (me === undefined) return;
    // What one person typed is nothing for another's eyes.
    if (userId.current !== null && userId.current !== me.user._id) window.location.reload();
    userId.current = me.user._id;
  }, [me]);

  useEffect(() => {
    if (wasEnded.current && !ended) {
      void refetch();
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEYS.me[0] });
    }
    wasEnded.current = ended;
  }, [ended, queries, refetch]);

  if (me !== undefined && me.role !== 'admin') return <NotAnAdmin />;
  if (me !== undefined && !me.twoFAEnabled && !skipped) {
    return (
      <Suspense>
        <EnrolPage onSkip={() => setSkipped(true)} />
      </Suspense>
    );
  }
  return (
    <>
      {children}
      <Modal opened={ended} onClose={() => undefined} withCloseButton={false} centered title="The session has ended">
        <Stack>
          <Text size="sm">Sign in again: what you typed is still there.</Text>
          <SignInForm email={me?.user.email ?? ''} />
        </Stack>
      </Modal>
    </>
  );
}

function NotAnAdmin() {
  return (
    <Front title="This account is no admin">
      <Stack>
        <Text size="sm">The console is for admins.</Text>
        <Button variant="default" onClick={() => session.leave()}>
          Sign in with another account
        </Button>
      </Stack>
    </Front>
  );
}
