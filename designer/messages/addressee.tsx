import type { Message } from '../api/answers.ts';
import { UserName } from '../records/user-name.tsx';

/** Whom a message goes to: an address, of a notification in the app the user. */
export function Addressee({ message }: { message: Message }) {
  return message.channel === 'app' ? <UserName id={message.to} /> : message.to;
}
