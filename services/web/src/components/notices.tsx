import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { useChat, useChatState } from '../hooks/use-chat.ts';
import type { Notice } from '../state/notices.ts';
import { IconButton } from './icon-button.tsx';

const SHOWN_MS = 7_000;

export function Notices() {
  const notices = useChatState((state) => state.notices);
  return (
    <div className="notices">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { dismiss } = useChat();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(notice.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [dismiss, notice.id]);
  const Icon = notice.kind === 'problem' ? CircleAlert : Info;
  return (
    <div className={`notice notice-${notice.kind}`} role={notice.kind === 'problem' ? 'alert' : 'status'}>
      <Icon aria-hidden="true" />
      <span>{notice.text}</span>
      <IconButton icon={X} label="Dismiss" onClick={() => dismiss(notice.id)} />
    </div>
  );
}
