import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type AnchorElement = ComponentPropsWithRef<'a'>;

/** A link in a text, to a screen. */
export const LinkAnchor = createLink(function AnchorTo(props: AnchorProps & Omit<AnchorElement, keyof AnchorProps>) {
  return <Anchor {...props} />;
});

/** A link that looks like what can be done. */
export const LinkButton = createLink(function ButtonTo(props: ButtonProps & Omit<AnchorElement, keyof ButtonProps>) {
  return <Button component="a" {...props} />;
});
