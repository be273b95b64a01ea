import { TextInput, type TextInputProps } from '@mantine/core';

const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const LONGEST = 8;

interface TimeFieldProps extends Omit<TextInputProps, 'onChange' | 'value'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A time of 24 hours, whatever the browser's language writes. */
export function TimeField({ value, onChange, ...rest }: TimeFieldProps) {
  return (
    <TextInput
      placeholder="HH:mm"
      autoComplete="off"
      maxLength={LONGEST}
      error={value === '' || isTime(value) || value.length < 'HH:mm'.length ? undefined : 'HH:mm or HH:mm:ss'}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/[^\d:]/g, ''))}
    />
  );
}

function isTime(text: string): boolean {
  return TIME.test(text);
}
