import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import type { Notice } from './toast.ts';
import { useNotices } from './use-toasts.ts';

const SHOWN_MS = 7_000;

interface CardProps {
  readonly notice: Notice;
  readonly dismiss: (id: number) => void;
}

export function Notices() {
  const { notices, dismiss } = useNotices();
  return (
    <div className="notices">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} dismiss={dismiss} />
      ))}
    </div>
  );
}

function NoticeCard({ notice, dismiss }: CardProps) {
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
